// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/figure_command.h"
#include "tests/widgets/sample_result.h"
#include "widgets/figures/figure_command.h"

#include <QTemporaryDir>
#include <QTest>

#include <sstream>

namespace neurograft::testing {

/// The command, run on the sample result in a folder of its own.
class FigureCommandRun {
protected:
    struct Outcome {
        int code;
        std::string out;
        std::string err;
    };
    static Outcome run(const std::vector<std::string>& arguments)
    {
        std::vector<const char*> argv{"neurograft", "figure"};
        for (const std::string& argument : arguments) {
            argv.push_back(argument.c_str());
        }
        std::ostringstream out;
        std::ostringstream err;
        const int code =
            runCommandLine({"neurograft", {figureCommand()}}, static_cast<int>(argv.size()),
                           argv.data(), out, err, false);
        return {code, out.str(), err.str()};
    }
    std::string at(const char* name) const
    {
        return m_folder->filePath(QString::fromLatin1(name)).toStdString();
    }
    std::unique_ptr<QTemporaryDir> m_folder;

    void makeFolder()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        writeResult(at("run.h5"), sampleResult(), false);
    }
};

} // namespace neurograft::testing
