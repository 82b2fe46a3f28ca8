// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/studies/ready_studies.h"

#include "core/run/error.h"
#include "core/support/atomic_file.h"
#include "core/support/resource_location.h"

#include <algorithm>
#include <cctype>
#include <sstream>
#include <system_error>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

const std::string kStudyEnding = ".study.json";

std::string lowerCase(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

bool endsIn(const std::string& text, const std::string& ending)
{
    return text.size() >= ending.size()
        && text.compare(text.size() - ending.size(), ending.size(), ending) == 0;
}

bool isDigits(const std::string& word)
{
    return std::all_of(word.begin(), word.end(),
                       [](unsigned char c) { return std::isdigit(c) != 0; });
}

/// Words, in small letters; a number stays with the word before it: "table 1".
std::vector<std::string> searchTerms(const std::string& text)
{
    std::vector<std::string> terms;
    std::istringstream words(lowerCase(text));
    for (std::string word; words >> word;) {
        if (isDigits(word) && !terms.empty()) {
            terms.back() += ' ' + word;
        } else {
            terms.push_back(word);
        }
    }
    return terms;
}

/// Found anywhere; a number at the end of a term is the whole number.
bool hasTerm(const std::string& text, const std::string& term)
{
    for (std::size_t place = text.find(term); place != std::string::npos;
         place = text.find(term, place + 1)) {
        const std::size_t end = place + term.size();
        const bool isLonger = end < text.size() && isDigits(text.substr(end, 1))
            && isDigits(term.substr(term.size() - 1));
        if (!isLonger) {
            return true;
        }
    }
    return false;
}

std::string namesOf(const std::vector<ReadyStudy>& studies)
{
    std::string names;
    for (const ReadyStudy& study : studies) {
        names += (names.empty() ? "" : ", ") + study.name;
    }
    return names;
}

} // namespace

ChainStudy chainStudyOf(const std::string& text, const fs::path& file)
{
    ChainStudy study = parseChainStudy(text, file.filename().string());
    for (auto& [name, path] : study.paths) {
        if (!path.path.empty()) {
            path.path = (fs::absolute(file).parent_path() / path.path).lexically_normal().string();
        }
    }
    return study;
}

ChainStudy readChainStudy(const fs::path& file)
{
    return chainStudyOf(readFile(file), file);
}

std::vector<ReadyStudy> readyStudies()
{
    std::vector<ReadyStudy> studies;
    const fs::path folder = findResource("studies");
    std::error_code error;
    for (auto entry = fs::recursive_directory_iterator(folder, error);
         !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        const std::string name = entry->path().lexically_relative(folder).string();
        if (endsIn(name, kStudyEnding)) {
            studies.push_back({name.substr(0, name.size() - kStudyEnding.size()), entry->path(),
                               readChainStudy(entry->path())});
        }
    }
    std::sort(studies.begin(), studies.end(),
              [](const ReadyStudy& a, const ReadyStudy& b) { return a.name < b.name; });
    return studies;
}

bool isStudyLike(const ReadyStudy& ready, const std::string& text)
{
    const std::string all =
        lowerCase(ready.name + ' ' + ready.study.title + ' ' + ready.study.shows);
    const std::vector<std::string> wanted = searchTerms(text);
    return std::all_of(wanted.begin(), wanted.end(),
                       [&all](const std::string& term) { return hasTerm(all, term); });
}

std::vector<ReadyStudy> readyStudiesLike(const std::string& text)
{
    std::vector<ReadyStudy> studies = readyStudies();
    studies.erase(
        std::remove_if(studies.begin(), studies.end(),
                       [&text](const ReadyStudy& ready) { return !isStudyLike(ready, text); }),
        studies.end());
    return studies;
}

fs::path chainFile(const std::string& word)
{
    std::error_code error;
    if (fs::is_regular_file(word, error)) {
        return word;
    }
    const std::vector<ReadyStudy> all = readyStudies();
    const auto exact = std::find_if(
        all.begin(), all.end(), [&word](const ReadyStudy& ready) { return ready.name == word; });
    if (exact != all.end()) {
        return exact->file;
    }
    const std::vector<ReadyStudy> like = readyStudiesLike(word);
    if (like.size() == 1 && !word.empty()) {
        return like.front().file;
    }
    throw UsageError("run", "a study file, or one ready study of: " + namesOf(all),
                     like.empty() ? "'" + word + "'" : "'" + word + "', which is " + namesOf(like),
                     "See run --list.");
}

} // namespace neurograft
