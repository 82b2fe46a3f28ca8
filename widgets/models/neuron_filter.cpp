// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/neuron_filter.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringList>

#include <algorithm>
#include <iterator>

namespace neurograft {

namespace {

struct NeuronFilterTexts {
    Q_DECLARE_TR_FUNCTIONS(NeuronFilter)
};

/// The filter in words, numbers and signs; a quoted text keeps its quote in front.
QStringList partsOf(const QString& text)
{
    static const QRegularExpression kPart(
        QStringLiteral("\"([^\"]*)\"?|>=|<=|!=|<>|==|[=<>~(),≥≤≠]|[^\\s=<>!~(),\"≥≤≠]+|\\S"));
    QStringList parts;
    auto found = kPart.globalMatch(text);
    while (found.hasNext()) {
        const QRegularExpressionMatch match = found.next();
        parts << (match.captured(0).startsWith(u'"') ? u'"' + match.captured(1)
                                                     : match.captured(0));
    }
    return parts;
}

} // namespace

/// Reads one filter by recursive descent; the first problem ends it.
class NeuronFilter::Parser {
public:
    Parser(NeuronFilter& filter, const QString& text) : m_filter(filter), m_parts(partsOf(text)) { }

    /// Root node, -1 for an empty text or a problem.
    int parse()
    {
        if (m_parts.isEmpty()) {
            return -1;
        }
        const int root = readOr();
        if (m_problem.isEmpty() && m_at < m_parts.size()) {
            m_problem = NeuronFilterTexts::tr(
                            "Nothing can follow “%1” here: join conditions with “and” or “or”.")
                            .arg(m_parts.at(m_at));
        }
        return m_problem.isEmpty() ? root : -1;
    }
    const QString& problem() const { return m_problem; }

private:
    /// The next part in lower case; empty at the end.
    QString peek() const { return m_at < m_parts.size() ? m_parts.at(m_at).toLower() : QString(); }
    bool take(const char* word)
    {
        if (m_at < m_parts.size() && peek() == QLatin1String(word)) {
            ++m_at;
            return true;
        }
        return false;
    }
    int fail(const QString& problem)
    {
        m_problem = m_problem.isEmpty() ? problem : m_problem;
        return -1;
    }
    int add(Node node)
    {
        m_filter.m_nodes.push_back(std::move(node));
        return static_cast<int>(m_filter.m_nodes.size()) - 1;
    }
    int join(Kind kind, int left, int right)
    {
        Node node;
        node.kind = kind;
        node.left = left;
        node.right = right;
        return m_problem.isEmpty() ? add(std::move(node)) : -1;
    }

    int readOr()
    {
        int left = readAnd();
        while (m_problem.isEmpty() && take("or")) {
            left = join(Kind::Or, left, readAnd());
        }
        return left;
    }

    int readAnd()
    {
        int left = readFactor();
        while (m_problem.isEmpty() && m_at < m_parts.size() && peek() != QLatin1String("or")
               && peek() != QLatin1String(")")) {
            if (!take("and")) {
                take(",");
            }
            left = join(Kind::And, left, readFactor());
        }
        return left;
    }

    int readFactor()
    {
        if (take("not")) {
            return join(Kind::Not, readFactor(), -1);
        }
        if (take("(")) {
            const int inner = readOr();
            return m_problem.isEmpty() && !take(")")
                ? fail(NeuronFilterTexts::tr("A parenthesis is not closed."))
                : inner;
        }
        return readComparison();
    }

    int readComparison()
    {
        if (m_at >= m_parts.size()) {
            return fail(
                NeuronFilterTexts::tr("A condition is missing at the end, such as layer >= 2."));
        }
        const QString name = m_parts.at(m_at);
        static const std::pair<const char*, Kind> kNames[] = {
            {"layer", Kind::Layer},   {"index", Kind::Index}, {"score", Kind::Score},
            {"rank", Kind::Rank},     {"model", Kind::Model}, {"kind", Kind::Family},
            {"module", Kind::Family}, {"note", Kind::Note},   {"located", Kind::Located}};
        const auto known = std::find_if(std::begin(kNames), std::end(kNames), [&](const auto& one) {
            return peek() == QLatin1String(one.first);
        });
        if (known == std::end(kNames)) {
            return fail(NeuronFilterTexts::tr(
                            "“%1” is nothing to filter by: use layer, index, score, rank, model, "
                            "kind, note or located.")
                            .arg(name));
        }
        ++m_at;
        Node node;
        node.kind = known->second;
        if (node.kind == Kind::Located) {
            return add(std::move(node));
        }
        if (!readSign(node) || !readValue(node, name)) {
            return -1;
        }
        return add(std::move(node));
    }

    bool readSign(Node& node)
    {
        static const std::pair<const char*, Compare> kSigns[] = {
            {"=", Compare::Equal},         {"==", Compare::Equal},       {"!=", Compare::Unequal},
            {"<>", Compare::Unequal},      {"≠", Compare::Unequal},      {"<", Compare::Less},
            {"<=", Compare::LessEqual},    {"≤", Compare::LessEqual},    {">", Compare::Greater},
            {">=", Compare::GreaterEqual}, {"≥", Compare::GreaterEqual}, {"~", Compare::Contains}};
        const bool isOrdered = node.kind == Kind::Layer || node.kind == Kind::Index
            || node.kind == Kind::Score || node.kind == Kind::Rank;
        const auto sign = std::find_if(std::begin(kSigns), std::end(kSigns), [&](const auto& one) {
            return peek() == QString::fromUtf8(one.first);
        });
        if (sign != std::end(kSigns)) {
            node.compare = sign->second;
        }
        const bool isEquality = node.compare == Compare::Equal || node.compare == Compare::Unequal;
        const bool isContains = node.compare == Compare::Contains;
        const bool isFine = sign != std::end(kSigns)
            && (isEquality || (isOrdered && !isContains)
                || (node.kind == Kind::Note && isContains));
        if (!isFine) {
            fail(isOrdered
                     ? NeuronFilterTexts::tr("After %1 comes =, !=, <, <=, > or >=.").arg(before())
                     : node.kind == Kind::Note
                     ? NeuronFilterTexts::tr("After %1 comes =, != or ~ (contains).").arg(before())
                     : NeuronFilterTexts::tr("After %1 comes = or !=.").arg(before()));
            return false;
        }
        ++m_at;
        return true;
    }

    bool readValue(Node& node, const QString& name)
    {
        if (m_at >= m_parts.size()) {
            fail(NeuronFilterTexts::tr("A value is missing after %1.").arg(before()));
            return false;
        }
        QString value = m_parts.at(m_at++);
        if (value.startsWith(u'"')) {
            value.remove(0, 1);
        }
        switch (node.kind) {
        case Kind::Note:
            m_filter.m_usesNotes = true;
            node.text = value.toCaseFolded();
            return true;
        case Kind::Model:
            return readModel(node, value);
        case Kind::Family: {
            const auto family = neuronFamilyOf(value);
            if (!family) {
                fail(NeuronFilterTexts::tr("The kind is ffn, attn or value; “%1” is none.")
                         .arg(value));
                return false;
            }
            node.family = *family;
            return true;
        }
        default:
            break;
        }
        bool isNumber = false;
        node.number = value.replace(QChar(0x2212), u'-').toDouble(&isNumber); // C locale always
        if (!isNumber) {
            fail(NeuronFilterTexts::tr("%1 is a number; “%2” is none.").arg(name, value));
        }
        return isNumber;
    }

    bool readModel(Node& node, const QString& value)
    {
        const QString word = value.toLower();
        for (const auto& [role, letter] : {std::pair{"teacher", "t"}, {"student", "s"}}) {
            if (word == QLatin1String(role) || word == QLatin1String(letter)) {
                node.text = QString::fromLatin1(role);
                return true;
            }
        }
        fail(NeuronFilterTexts::tr("The model is teacher (T) or student (S); “%1” is neither.")
                 .arg(value));
        return false;
    }

    QString before() const { return m_parts.at(m_at - 1); }

    NeuronFilter& m_filter;
    QStringList m_parts;
    qsizetype m_at = 0;
    QString m_problem;
};

std::optional<NeuronFilter> NeuronFilter::parse(const QString& text, QString* problem)
{
    NeuronFilter filter;
    Parser parser(filter, text);
    filter.m_root = parser.parse();
    if (problem != nullptr) {
        *problem = parser.problem();
    }
    return parser.problem().isEmpty() ? std::optional(std::move(filter)) : std::nullopt;
}

bool NeuronFilter::accepts(const NeuronMapData& data, const NeuronPlace& place,
                           const QString& note) const
{
    return m_root < 0 || accepts(m_root, data, place, note);
}

bool NeuronFilter::compares(Compare compare, double left, double right)
{
    switch (compare) {
    case Compare::Equal:
        return left == right;
    case Compare::Unequal:
        return left != right;
    case Compare::Less:
        return left < right;
    case Compare::LessEqual:
        return left <= right;
    case Compare::Greater:
        return left > right;
    case Compare::GreaterEqual:
        return left >= right;
    case Compare::Contains:
        break;
    }
    return false;
}

bool NeuronFilter::accepts(int at, const NeuronMapData& data, const NeuronPlace& place,
                           const QString& note) const
{
    const Node& node = m_nodes[static_cast<std::size_t>(at)];
    const bool isUnequal = node.compare == Compare::Unequal;
    switch (node.kind) {
    case Kind::And:
        return accepts(node.left, data, place, note) && accepts(node.right, data, place, note);
    case Kind::Or:
        return accepts(node.left, data, place, note) || accepts(node.right, data, place, note);
    case Kind::Not:
        return !accepts(node.left, data, place, note);
    case Kind::Layer:
        return compares(node.compare, place.layer, node.number);
    case Kind::Index:
        return compares(node.compare, place.index, node.number);
    case Kind::Score: // a float: compared with the number as a float, so that = finds it
        return compares(node.compare, static_cast<double>(data.scoreOf(place)),
                        static_cast<double>(static_cast<float>(node.number)));
    case Kind::Rank: {
        const std::int32_t rank = data.rankOf(place);
        return rank == 0 ? isUnequal : compares(node.compare, rank, node.number);
    }
    case Kind::Model:
        return (data.role == node.text) != isUnequal;
    case Kind::Family:
        return (data.family == node.family) != isUnequal;
    case Kind::Note:
        return node.compare == Compare::Contains ? note.toCaseFolded().contains(node.text)
                                                 : (note.toCaseFolded() == node.text) != isUnequal;
    case Kind::Located:
        return data.isLocatedAt(place);
    }
    return false;
}

} // namespace neurograft
