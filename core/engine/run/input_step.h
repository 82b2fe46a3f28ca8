// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/error.h"

#include <string>
#include <vector>

namespace neurograft {

/// One check of a run's inputs. A dry run collects what is wrong, one sentence each; a run fails at
/// the first problem.
/// @param problems null: errors of the step go on
template <class Step> void checkInput(std::vector<std::string>* problems, const Step& step)
{
    if (problems == nullptr) {
        step();
        return;
    }
    try {
        step();
    } catch (const Error& error) {
        problems->push_back(std::string(error.what())
                            + (error.advice().empty() ? "" : ". " + error.advice()));
    }
}

} // namespace neurograft
