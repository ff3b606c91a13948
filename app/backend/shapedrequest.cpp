// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/shapedrequest.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

namespace app::backend {

namespace {

using namespace Qt::StringLiterals;

QByteArray encoded(const QString &text)
{
    return QUrl::toPercentEncoding(text);
}

bool hasQuery(const ShapingFlags &flags, const QString &key)
{
    return std::any_of(flags.query.begin(), flags.query.end(), [&](const auto &item) {
        return item.first == key && !item.second.isEmpty();
    });
}

bool goesIntoBody(const Positional &positional)
{
    return positional.target == Positional::Target::Json
           || positional.target == Positional::Target::BodyFile
           || positional.target == Positional::Target::FormFile;
}

std::optional<QString> wordFault(const Positional &positional, const QString &word)
{
    if (word.isEmpty())
        return u"<%1> must not be empty"_s.arg(positional.name);
    if (!positional.values.isEmpty() && !positional.values.contains(word))
        return u"<%1> must be one of: %2"_s.arg(positional.name, positional.values.join(u", "_s));
    if (positional.positiveInteger) {
        static const QRegularExpression number(u"^[1-9][0-9]{0,17}\\z"_s);
        if (!number.match(word).hasMatch())
            return u"<%1> must be a whole number above 0"_s.arg(positional.name);
    }
    // A path segment may not become another route.
    if (positional.target == Positional::Target::Path && (word == u"." || word == u".."))
        return u"<%1> can't be \"%2\""_s.arg(positional.name, word);
    const QRegularExpression pattern(QRegularExpression::anchoredPattern(positional.pattern));
    if (!positional.pattern.isEmpty() && !pattern.match(word).hasMatch())
        return u"<%1> must match %2"_s.arg(positional.name, positional.pattern);
    return std::nullopt;
}

class Shaper final
{
public:
    Shaper(const Command &command, ShapingFlags flags)
        : m_command(command)
        , m_flags(std::move(flags))
        , m_path(command.route.toUtf8())
    { }

    Outcome<ShapedRequest> run();

private:
    Outcome<void> resolveMethod();
    Outcome<void> placeWords();
    Outcome<void> placeWord(const Positional &positional, const QString &word);
    Outcome<void> missingWord(const Positional &positional) const;
    Outcome<void> checkQuery();
    Outcome<void> checkBody();
    [[nodiscard]] bool hasBody() const
    {
        return m_flags.body.kind != BodySource::Kind::None || !m_flags.form.isEmpty();
    }
    [[nodiscard]] QByteArray target() const;

    const Command &m_command;
    ShapingFlags m_flags;
    QByteArray m_path;
    QJsonObject m_json;
    QString m_method;
    bool m_bodyFromFlags = false;
};

Outcome<void> Shaper::resolveMethod()
{
    m_method = m_flags.method.isEmpty() ? m_command.defaultMethod : m_flags.method;
    if (m_command.blockedMethods.contains(m_method))
        return usageError(m_command.blockedMethods.value(m_method));
    if (!m_command.methods.contains(m_method))
        return usageError(u"%1 makes it a %2, but this command only knows %3"_s.arg(
            m_flags.methodFlag, m_method, m_command.methods.join(u", "_s)));
    return {};
}

Outcome<void> Shaper::missingWord(const Positional &positional) const
{
    const bool byQuery =
        positional.target == Positional::Target::Query && hasQuery(m_flags, positional.key);
    if (positional.optional || byQuery || (m_bodyFromFlags && goesIntoBody(positional)))
        return {};
    return usageError(u"<%1> is missing"_s.arg(positional.name));
}

Outcome<void> Shaper::placeWord(const Positional &positional, const QString &word)
{
    if (const auto fault = wordFault(positional, word))
        return usageError(*fault);
    if (goesIntoBody(positional) && !m_flags.bodyFlag.isEmpty())
        return usageError(u"<%1> and %2 both give a body"_s.arg(positional.name, m_flags.bodyFlag));
    switch (positional.target) {
    case Positional::Target::Path:
        m_path.replace('{' + positional.key.toUtf8() + '}', encoded(word));
        break;
    case Positional::Target::Query:
        if (hasQuery(m_flags, positional.key))
            return usageError(
                u"<%1> and --query %2= say the same thing"_s.arg(positional.name, positional.key));
        m_flags.query.append({positional.key, word});
        break;
    case Positional::Target::BodyFile:
        m_flags.body = {BodySource::Kind::File, {}, word, false};
        break;
    case Positional::Target::FormFile:
        m_flags.form.append({positional.key, word, true});
        break;
    case Positional::Target::Json:
        m_json.insert(positional.key, positional.map.value(word, word));
        break;
    case Positional::Target::BinaryFile:
        break;
    }
    return {};
}

Outcome<void> Shaper::placeWords()
{
    m_bodyFromFlags = hasBody();
    const QList<Positional> &positionals = m_command.positionals;
    if (m_flags.words.size() > positionals.size())
        return usageError(u"unexpected word \"%1\""_s.arg(m_flags.words.at(positionals.size())));
    for (qsizetype i = 0; i < positionals.size(); ++i) {
        auto placed = i < m_flags.words.size() ? placeWord(positionals.at(i), m_flags.words.at(i))
                                               : missingWord(positionals.at(i));
        if (!placed)
            return placed;
    }
    if (!m_json.isEmpty())
        m_flags.body = {BodySource::Kind::Inline,
                        QJsonDocument(m_json).toJson(QJsonDocument::Compact),
                        {},
                        true};
    return {};
}

Outcome<void> Shaper::checkQuery()
{
    const QStringList &wanted = m_command.requiresQuery;
    const bool given = std::any_of(wanted.begin(), wanted.end(),
                                   [this](const QString &key) { return hasQuery(m_flags, key); });
    if (!wanted.isEmpty() && !given)
        return usageError(
            u"say what: a name, or --query %1="_s.arg(wanted.join(u"= or --query "_s)));
    for (auto it = m_command.defaultQuery.begin(); it != m_command.defaultQuery.end(); ++it) {
        const auto isIt = [&](const auto &item) { return item.first == it.key(); };
        if (std::none_of(m_flags.query.begin(), m_flags.query.end(), isIt))
            m_flags.query.append({it.key(), it.value()});
    }
    return {};
}

Outcome<void> Shaper::checkBody()
{
    const bool takesNone = m_method == u"GET";
    if (takesNone && hasBody())
        return usageError(
            m_command.methods.size() == 1
                ? u"this command sends no body"_s
                : u"a GET sends no body: say --put-json @FILE, --patch-json @FILE or --delete"_s);
    if (!takesNone && m_method != u"DELETE" && !hasBody())
        return usageError(u"a %1 needs a body: see --help"_s.arg(m_method));
    if (m_command.guardsTarget && !m_flags.form.isEmpty())
        return usageError(u"this command takes its body from a JSON file"_s);
    return {};
}

QByteArray Shaper::target() const
{
    QByteArray target = m_path;
    for (qsizetype i = 0; i < m_flags.query.size(); ++i) {
        const auto &[key, value] = m_flags.query.at(i);
        target += (i == 0 ? '?' : '&') + encoded(key) + '=' + encoded(value);
    }
    return target;
}

Outcome<ShapedRequest> Shaper::run()
{
    for (const auto step :
         {&Shaper::resolveMethod, &Shaper::placeWords, &Shaper::checkQuery, &Shaper::checkBody}) {
        if (const Outcome<void> done = (this->*step)(); !done)
            return tl::unexpected(done.error());
    }
    if (m_command.guardsTarget)
        m_flags.body.mustBeJson = true;
    return ShapedRequest {m_method, target(), m_flags.body, m_flags.form};
}

} // namespace

Outcome<ShapedRequest> shapeRequest(const Command &command, ShapingFlags flags)
{
    return Shaper(command, std::move(flags)).run();
}

} // namespace app::backend
