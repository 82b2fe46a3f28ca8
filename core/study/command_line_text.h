// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/model_overlay.h"
#include "core/study/similarity_command.h"

#include <string>
#include <utility>
#include <vector>

namespace neurograft {

/// Words as an option takes several: "a,b,c".
std::string commaList(const std::vector<std::string>& words);
/// The shortest decimal number that reads back as @p value.
std::string shortNumber(double value);

/// A command line as a person would type it, built flag by flag.
class CommandLineText {
public:
    explicit CommandLineText(std::string start) : m_text(std::move(start)) { }
    void add(const char* flag) { m_text += std::string(" ") + flag; }
    void add(const char* flag, const std::string& value)
    {
        m_text += std::string(" ") + flag + " " + shellWord(value);
    }
    void addUnless(const std::string& standard, const char* flag, const std::string& value)
    {
        if (value != standard) {
            add(flag, value);
        }
    }
    /// --teacher-adapter, --teacher-residual-adapter and --teacher-delta, each as often as needed;
    /// with the role "-" --adapter and so on.
    void addOverlay(const std::string& role, const ModelOverlay& overlay);
    const std::string& text() const { return m_text; }

private:
    std::string m_text;
};

} // namespace neurograft
