// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/query/queryfields.h"

#include "proxy/config/nearestname.h"

#include <QDateTime>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace proxy {

namespace {

using Texts = QList<QByteArray>;

struct TextField
{
    const char *name;
    Texts (*texts)(const Exchange &);
};

enum class Unit { Plain, Count, Milliseconds };

struct NumberField
{
    const char *name;
    Unit unit;
    std::optional<double> (*number)(const Exchange &);
};

struct FlagField
{
    const char *name;
    bool (*holds)(const Exchange &);
};

using Number = std::optional<double>;

Number milliseconds(const std::optional<std::chrono::microseconds> &time)
{
    if (!time)
        return std::nullopt;
    return static_cast<double>(time->count()) / 1000.0;
}

Number dollars(const std::optional<PicoDollars> &amount)
{
    if (!amount)
        return std::nullopt;
    return static_cast<double>(*amount) / static_cast<double>(kPicoPerDollar);
}

Number tokens(const Usage &usage)
{
    if (!usage.isKnown())
        return std::nullopt;
    return static_cast<double>(usage.promptTokens() + std::max<qint64>(usage.output, 0));
}

constexpr std::array kTexts {
    TextField {"model",
               [](const Exchange &e) {
                   return Texts {e.decision.askedModel(), e.decision.selectedModel};
               }},
    TextField {"requested", [](const Exchange &e) { return Texts {e.decision.askedModel()}; }},
    TextField {"selected", [](const Exchange &e) { return Texts {e.decision.selectedModel}; }},
    TextField {"difficulty", [](const Exchange &e) { return Texts {name(e.decision.difficulty)}; }},
    TextField {"why",
               [](const Exchange &e) {
                   return Texts {e.routable ? routingLabel(e.decision) : QByteArray()};
               }},
    TextField {"client", [](const Exchange &e) { return Texts {e.client}; }},
    TextField {"name", [](const Exchange &e) { return Texts {e.clientName}; }},
    TextField {"project", [](const Exchange &e) { return Texts {e.project}; }},
    TextField {"session", [](const Exchange &e) { return Texts {e.session}; }},
    TextField {"method", [](const Exchange &e) { return Texts {e.method}; }},
    TextField {"path", [](const Exchange &e) { return Texts {e.target}; }},
    TextField {"end", [](const Exchange &e) { return Texts {name(e.end)}; }},
    TextField {"id", [](const Exchange &e) { return Texts {e.id}; }},
    TextField {"error",
               [](const Exchange &e) {
                   return e.error ? Texts {name(e.error->code), e.error->detail.utf8()} : Texts();
               }},
};

constexpr std::array kNumbers {
    NumberField {"status", Unit::Plain, [](const Exchange &e) { return Number(e.status); }},
    NumberField {"ms", Unit::Milliseconds,
                 [](const Exchange &e) { return milliseconds(e.timing.finished); }},
    NumberField {"first", Unit::Milliseconds,
                 [](const Exchange &e) { return milliseconds(e.timing.firstByte); }},
    NumberField {"route", Unit::Milliseconds,
                 [](const Exchange &e) { return milliseconds(e.decision.routingTime); }},
    NumberField {"gap", Unit::Milliseconds,
                 [](const Exchange &e) { return milliseconds(e.timing.longestGap); }},
    NumberField {"cost", Unit::Plain, [](const Exchange &e) { return dollars(e.cost.actual); }},
    NumberField {"saved", Unit::Plain, [](const Exchange &e) { return dollars(e.cost.saved()); }},
    NumberField {"tokens", Unit::Count, [](const Exchange &e) { return tokens(e.usage); }},
    NumberField {"in", Unit::Count,
                 [](const Exchange &e) { return Number(static_cast<double>(e.bytesIn)); }},
    NumberField {"out", Unit::Count,
                 [](const Exchange &e) { return Number(static_cast<double>(e.bytesOut)); }},
};

constexpr std::array kFlags {
    FlagField {"changed",
               [](const Exchange &e) { return e.routable && e.decision.isOtherModel(); }},
    FlagField {"failed",
               [](const Exchange &e) {
                   return e.status >= 400 || e.end == ExchangeEnd::Failed
                          || e.end == ExchangeEnd::Cut;
               }},
};

constexpr std::array kTimes {"since", "until"};

constexpr char lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + ('a' - 'A')) : byte;
}

/// Whether @p lowerWord stands in @p text, whatever the case of its letters. A filter looks at many
/// texts of many rows: no copy is made.
bool contains(QByteArrayView text, QByteArrayView lowerWord)
{
    return std::search(text.begin(), text.end(), lowerWord.begin(), lowerWord.end(),
                       [](char byte, char wanted) { return lower(byte) == wanted; })
           != text.end();
}

Error wrong(Text detail)
{
    return {.code = ErrorCode::InvalidConfig, .detail = std::move(detail)};
}

/// The number at the beginning of a value and the letters after it.
struct Measure
{
    double number = 0;
    QString unit;
};

std::optional<Measure> measureIn(QStringView text)
{
    qsizetype end = text.size();
    while (end > 0 && text[end - 1].isLetter())
        --end;
    bool isNumber = false;
    const double number = text.first(end).toDouble(&isNumber);
    if (!isNumber || !std::isfinite(number))
        return std::nullopt;
    return Measure {number, text.sliced(end).toString()};
}

/// How much of the field's own unit one of @p unit is.
std::optional<double> factorOf(const QString &unit, Unit kind)
{
    struct Known
    {
        const char *unit;
        Unit kind;
        double factor;
    };
    static constexpr std::array kKnown {
        Known {"k", Unit::Count, 1e3},          Known {"kb", Unit::Count, 1e3},
        Known {"m", Unit::Count, 1e6},          Known {"mb", Unit::Count, 1e6},
        Known {"ms", Unit::Milliseconds, 1},    Known {"s", Unit::Milliseconds, 1e3},
        Known {"m", Unit::Milliseconds, 6e4},   Known {"min", Unit::Milliseconds, 6e4},
        Known {"h", Unit::Milliseconds, 3.6e6}, Known {"d", Unit::Milliseconds, 8.64e7},
    };
    if (unit.isEmpty())
        return 1;
    for (const Known &known : kKnown) {
        if (known.kind == kind
            && unit.compare(QLatin1StringView(known.unit), Qt::CaseInsensitive) == 0)
            return known.factor;
    }
    return std::nullopt;
}

using Comparison = std::function<bool(double)>;

Result<Comparison> comparison(QStringView value, Unit unit)
{
    static constexpr std::array kSigns {">=", "<=", ">", "<", "="};
    QLatin1StringView sign("=");
    QStringView rest = value;
    for (const char *candidate : kSigns) {
        if (!rest.startsWith(QLatin1StringView(candidate)))
            continue;
        sign = QLatin1StringView(candidate);
        rest = rest.sliced(sign.size());
        break;
    }
    if (rest.isEmpty())
        return [](double) { return true; };
    const auto measure = measureIn(rest);
    const auto factor = measure ? factorOf(measure->unit, unit) : std::nullopt;
    if (!factor)
        return tl::unexpected(
            wrong(Text::english("`%1` is no number; write >500, <=2k or 10s", {rest.toString()})));
    const double bound = measure->number * *factor;
    if (sign == QLatin1StringView(">="))
        return [bound](double found) { return found >= bound; };
    if (sign == QLatin1StringView("<="))
        return [bound](double found) { return found <= bound; };
    if (sign == QLatin1StringView(">"))
        return [bound](double found) { return found > bound; };
    if (sign == QLatin1StringView("<"))
        return [bound](double found) { return found < bound; };
    return [bound](double found) { return qFuzzyCompare(found + 1, bound + 1); };
}

/// A point in time: a span back from now (10m, 2h, 3d), a time of today (14:30), or a day.
std::optional<qint64> timeOf(const QString &value, qint64 nowMs)
{
    if (const auto measure = measureIn(value); measure && !measure->unit.isEmpty()) {
        if (const auto factor = factorOf(measure->unit, Unit::Milliseconds))
            return nowMs - static_cast<qint64>(std::clamp(measure->number * *factor, 0.0, 1e14));
    }
    const QDateTime now = QDateTime::fromMSecsSinceEpoch(nowMs);
    for (const char *form : {"H:mm", "H:mm:ss"}) {
        if (const QTime time = QTime::fromString(value, QLatin1StringView(form)); time.isValid())
            return QDateTime(now.date(), time).toMSecsSinceEpoch();
    }
    if (const QDate day = QDate::fromString(value, Qt::ISODate); day.isValid())
        return day.startOfDay().toMSecsSinceEpoch();
    const QDateTime exact = QDateTime::fromString(value, Qt::ISODate);
    return exact.isValid() ? std::optional(exact.toMSecsSinceEpoch()) : std::nullopt;
}

Result<QueryCondition> timeCondition(bool isSince, const QString &value, qint64 nowMs)
{
    const std::optional<qint64> bound = timeOf(value, nowMs);
    if (!bound)
        return tl::unexpected(
            wrong(Text::english("`%1` is no time; write 10m, 2h, 14:30 or 2026-11-30", {value})));
    return [isSince, at = *bound](const Exchange &exchange) {
        return isSince ? exchange.startedAtMs >= at : exchange.startedAtMs < at;
    };
}

/// `=value`: the whole text; `value`: a part of it.
QueryCondition textCondition(const TextField &field, const QString &value)
{
    const bool isWhole = value.startsWith(u'=');
    return [texts = field.texts, isWhole,
            word = value.sliced(isWhole ? 1 : 0).toUtf8().toLower()](const Exchange &e) {
        const Texts all = texts(e);
        return std::any_of(all.begin(), all.end(), [&word, isWhole](const QByteArray &each) {
            return (!isWhole || each.size() == word.size()) && contains(each, word);
        });
    };
}

Result<QueryCondition> flagCondition(const FlagField &field, const QString &value)
{
    const bool isYes = value.compare(QStringLiteral("yes"), Qt::CaseInsensitive) == 0;
    if (!isYes && value.compare(QStringLiteral("no"), Qt::CaseInsensitive) != 0)
        return tl::unexpected(wrong(Text::english("write yes or no, not `%1`", {value})));
    return [holds = field.holds, isYes](const Exchange &e) { return holds(e) == isYes; };
}

template <class Fields> const auto *found(const Fields &fields, const QString &name)
{
    const auto *at = std::find_if(fields.begin(), fields.end(), [&name](const auto &field) {
        return name == QLatin1StringView(field.name);
    });
    return at == fields.end() ? nullptr : at;
}

Error unknownField(const QString &field)
{
    const QString near = nearestName(field, queryFieldNames());
    if (near.isEmpty())
        return wrong(Text::english("no field `%1`; a word with a colon stands in quotes", {field}));
    return wrong(Text::english("no field `%1`; did you mean `%2`?", {field, near}));
}

} // namespace

Result<QueryCondition> fieldCondition(const QString &field, const QString &value, qint64 nowMs)
{
    const auto *text = found(kTexts, field);
    const auto *number = found(kNumbers, field);
    const auto *flag = found(kFlags, field);
    const bool isTime = std::any_of(kTimes.begin(), kTimes.end(), [&field](const char *name) {
        return field == QLatin1StringView(name);
    });
    if (text == nullptr && number == nullptr && flag == nullptr && !isTime)
        return tl::unexpected(unknownField(field));
    if (value.isEmpty())
        return [](const Exchange &) { return true; };
    if (text != nullptr)
        return textCondition(*text, value);
    if (flag != nullptr)
        return flagCondition(*flag, value);
    if (isTime)
        return timeCondition(field == QLatin1StringView(kTimes.front()), value, nowMs);
    return comparison(value, number->unit).map([number](Comparison holds) -> QueryCondition {
        return [read = number->number, holds = std::move(holds)](const Exchange &e) {
            const Number found = read(e);
            return found && holds(*found);
        };
    });
}

QueryCondition wordCondition(const QString &word)
{
    return [lowerWord = word.toUtf8().toLower()](const Exchange &e) {
        const RouteDecision &decision = e.decision;
        for (const QByteArray *text :
             {&decision.askedModel(), &decision.selectedModel, &e.client, &e.clientName, &e.project,
              &e.session, &e.method, &e.target, &e.id}) {
            if (contains(*text, lowerWord))
                return true;
        }
        return contains(name(decision.difficulty), lowerWord) || contains(name(e.end), lowerWord)
               || (e.routable && contains(routingLabel(decision), lowerWord))
               || (e.error
                   && (contains(name(e.error->code), lowerWord)
                       || contains(e.error->detail.utf8(), lowerWord)));
    };
}

QStringList queryFieldNames()
{
    QStringList names;
    const auto add = [&names](const auto &fields) {
        for (const auto &field : fields)
            names << QLatin1StringView(field.name);
    };
    add(kTexts);
    add(kNumbers);
    add(kFlags);
    for (const char *time : kTimes)
        names << QLatin1StringView(time);
    names.sort();
    return names;
}

bool hasRowTexts(const QString &field)
{
    return found(kTexts, field) != nullptr;
}

QList<QByteArray> rowTexts(const Exchange &exchange, const QString &field)
{
    const auto *text = found(kTexts, field);
    return text == nullptr ? Texts() : text->texts(exchange);
}

} // namespace proxy
