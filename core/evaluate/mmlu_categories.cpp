// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/mmlu_categories.h"

#include <algorithm>
#include <cstring>
#include <iterator>

namespace neurograft {

namespace {

constexpr const char* kStem = "STEM";
constexpr const char* kHumanities = "humanities";
constexpr const char* kSocial = "social sciences";
constexpr const char* kOther = "other (business, health, misc.)";

/// By subject, ascending.
constexpr MmluPlace kMmluCategoriesPlaces[] = {
    {"abstract_algebra", "math", kStem},
    {"anatomy", "health", kOther},
    {"astronomy", "physics", kStem},
    {"business_ethics", "business", kOther},
    {"clinical_knowledge", "health", kOther},
    {"college_biology", "biology", kStem},
    {"college_chemistry", "chemistry", kStem},
    {"college_computer_science", "computer science", kStem},
    {"college_mathematics", "math", kStem},
    {"college_medicine", "health", kOther},
    {"college_physics", "physics", kStem},
    {"computer_security", "computer science", kStem},
    {"conceptual_physics", "physics", kStem},
    {"econometrics", "economics", kSocial},
    {"electrical_engineering", "engineering", kStem},
    {"elementary_mathematics", "math", kStem},
    {"formal_logic", "philosophy", kHumanities},
    {"global_facts", "other", kOther},
    {"high_school_biology", "biology", kStem},
    {"high_school_chemistry", "chemistry", kStem},
    {"high_school_computer_science", "computer science", kStem},
    {"high_school_european_history", "history", kHumanities},
    {"high_school_geography", "geography", kSocial},
    {"high_school_government_and_politics", "politics", kSocial},
    {"high_school_macroeconomics", "economics", kSocial},
    {"high_school_mathematics", "math", kStem},
    {"high_school_microeconomics", "economics", kSocial},
    {"high_school_physics", "physics", kStem},
    {"high_school_psychology", "psychology", kSocial},
    {"high_school_statistics", "math", kStem},
    {"high_school_us_history", "history", kHumanities},
    {"high_school_world_history", "history", kHumanities},
    {"human_aging", "health", kOther},
    {"human_sexuality", "culture", kSocial},
    {"international_law", "law", kHumanities},
    {"jurisprudence", "law", kHumanities},
    {"logical_fallacies", "philosophy", kHumanities},
    {"machine_learning", "computer science", kStem},
    {"management", "business", kOther},
    {"marketing", "business", kOther},
    {"medical_genetics", "health", kOther},
    {"miscellaneous", "other", kOther},
    {"moral_disputes", "philosophy", kHumanities},
    {"moral_scenarios", "philosophy", kHumanities},
    {"nutrition", "health", kOther},
    {"philosophy", "philosophy", kHumanities},
    {"prehistory", "history", kHumanities},
    {"professional_accounting", "other", kOther},
    {"professional_law", "law", kHumanities},
    {"professional_medicine", "health", kOther},
    {"professional_psychology", "psychology", kSocial},
    {"public_relations", "politics", kSocial},
    {"security_studies", "politics", kSocial},
    {"sociology", "culture", kSocial},
    {"us_foreign_policy", "politics", kSocial},
    {"virology", "health", kOther},
    {"world_religions", "philosophy", kHumanities},
};

} // namespace

const MmluPlace* mmluPlace(const std::string& subject)
{
    const auto* found =
        std::lower_bound(std::begin(kMmluCategoriesPlaces), std::end(kMmluCategoriesPlaces),
                         subject.c_str(), [](const MmluPlace& place, const char* name) {
                             return std::strcmp(place.subject, name) < 0;
                         });
    return found != std::end(kMmluCategoriesPlaces) && subject == found->subject ? found : nullptr;
}

} // namespace neurograft
