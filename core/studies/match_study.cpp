// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/studies/match_study.h"

#include "core/study/pair_command.h"
#include "core/study/study_io.h"
#include "core/study/study_parts.h"
#include "core/study/study_reader.h"

namespace neurograft {

std::string studyText(const MatchStudy& study)
{
    auto text = nlohmann::ordered_json::parse(studyText(study.pair));
    text["command"] = "match";
    text["located"] = study.located.string();
    text["shuffles"] = study.shuffles;
    return text.dump(1);
}

MatchStudy parseMatchStudy(std::string_view text, const std::string& name)
{
    nlohmann::json document = parseStudyText(text, name);
    MatchStudy study;
    {
        StudyReader reader(document, name + ": ");
        takeCommand(reader, "match");
        takePath(reader, "located", study.located);
        reader.take("shuffles", study.shuffles, 0);
    }
    // The rest is a pair as `similarity` has it.
    document.erase("located");
    document.erase("shuffles");
    document["command"] = "similarity";
    study.pair = parseSimilarityStudy(document.dump(), name);
    return study;
}

std::string matchCommandLine(const MatchStudy& study, const std::filesystem::path& out)
{
    CommandLineText line("neurograft match");
    addPairInputs(line, study.pair);
    line.add("--located", study.located.string());
    addPairSamples(line, study.pair);
    line.addUnless(std::to_string(MatchStudy().shuffles), "--shuffles",
                   std::to_string(study.shuffles));
    addPairSetup(line, study.pair);
    line.add("--out", out.string());
    return line.text();
}

} // namespace neurograft
