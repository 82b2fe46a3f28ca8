// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/parity_text.h"

#include <nlohmann/json.hpp>

#include <iomanip>
#include <locale>
#include <sstream>

namespace neurograft {

std::string shortDifference(double difference)
{
    if (difference == 0.0) {
        return "0";
    }
    std::ostringstream text;
    text.imbue(std::locale::classic());
    text << std::scientific << std::setprecision(0) << difference; // "3e-05"
    std::string digits = text.str();
    const std::size_t exponent = digits.find('e') + 2;
    if (exponent < digits.size() && digits[exponent] == '0') {
        digits.erase(exponent, 1);
    }
    return digits;
}

std::string parityText(const ParityResult& result)
{
    std::ostringstream text;
    text.imbue(std::locale::classic());
    text << (result.passed() ? "parity: " : "NO PARITY: ") << "largest difference "
         << std::setprecision(3) << result.largestDifference << " of logits, tolerance "
         << result.tolerance << '\n'
         << "at prompt " << result.prompt << ", token " << result.id << std::setprecision(8)
         << ": reference " << result.reference << ", ours " << result.ours << '\n'
         << result.prompts << " prompts, vocabulary " << result.vocabulary << "; ours "
         << result.dtype << " on " << result.device << "; reference: " << result.origin << '\n';
    return text.str();
}

nlohmann::ordered_json toJson(const ParityResult& result)
{
    return {{"passed", result.passed()},
            {"largest_difference", result.largestDifference},
            {"tolerance", result.tolerance},
            {"prompts", result.prompts},
            {"vocabulary", result.vocabulary},
            {"worst",
             {{"prompt", result.prompt},
              {"id", result.id},
              {"reference", result.reference},
              {"ours", result.ours}}},
            {"device", result.device},
            {"dtype", result.dtype},
            {"file", result.file.string()},
            {"origin", result.origin}};
}

} // namespace neurograft
