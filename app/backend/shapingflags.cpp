// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/shapingflags.h"

#include "app/backend/jsontext.h"
#include "proxy/json/jsonobject.h"

#include <functional>

namespace app::backend {

namespace {

using namespace Qt::StringLiterals;

class Parser final
{
public:
    explicit Parser(QStringList args)
        : m_args(std::move(args))
    { }

    Outcome<ShapingFlags> run();

private:
    using Step = Outcome<void>;

    Step takeWord(const QString &word);
    Step takeFlag(const QString &flag);
    Step takeValueFlag(const QString &flag, const QString &value);
    Step takePut(const QString &flag, const QString &value);
    Step takeJson(const QString &flag, const QString &value);
    Step takeForm(const QString &flag, const QString &value);
    Step takeDisplayFlag(const QString &flag);
    Step setMethod(const QString &flag, const QString &method);
    Step setBody(const QString &flag, BodySource body);
    Step checkTogether() const;
    Outcome<QString> value(const QString &flag);
    static Outcome<QPair<QString, QString>> pair(const QString &flag, const QString &value);

    QStringList m_args;
    ShapingFlags m_flags;
    std::optional<QString> m_inlineValue; ///< of --flag=value
    bool m_onlyWords = false;
};

Outcome<QString> Parser::value(const QString &flag)
{
    if (m_inlineValue)
        return *std::exchange(m_inlineValue, std::nullopt);
    if (m_args.isEmpty())
        return usageError(u"%1 needs a value"_s.arg(flag));
    return m_args.takeFirst();
}

Outcome<QPair<QString, QString>> Parser::pair(const QString &flag, const QString &value)
{
    const qsizetype at = value.indexOf(u'=');
    if (at <= 0)
        return usageError(u"%1 takes key=value"_s.arg(flag));
    return std::pair {value.left(at), value.mid(at + 1)};
}

Parser::Step Parser::setMethod(const QString &flag, const QString &method)
{
    if (!m_flags.methodFlag.isEmpty())
        return usageError(m_flags.methodFlag == flag
                              ? u"%1 is given twice"_s.arg(flag)
                              : u"%1 and %2 exclude each other"_s.arg(m_flags.methodFlag, flag));
    m_flags.methodFlag = flag;
    m_flags.method = method;
    return {};
}

Parser::Step Parser::setBody(const QString &flag, BodySource body)
{
    if (!m_flags.bodyFlag.isEmpty())
        return usageError(m_flags.bodyFlag == flag
                              ? u"%1 is given twice"_s.arg(flag)
                              : u"%1 and %2 both give a body"_s.arg(m_flags.bodyFlag, flag));
    m_flags.bodyFlag = flag;
    m_flags.body = std::move(body);
    return {};
}

Parser::Step Parser::takePut(const QString &flag, const QString &value)
{
    QByteArray literal;
    if (flag == u"--put-bool") {
        if (value != u"true" && value != u"false")
            return usageError(u"--put-bool takes true or false"_s);
        literal = value.toLatin1();
    } else if (flag == u"--put-int") {
        bool ok = false;
        const qlonglong number = value.toLongLong(&ok);
        if (!ok)
            return usageError(u"--put-int takes a whole number"_s);
        literal = QByteArray::number(number);
    } else {
        literal = proxy::compactJson(value);
    }
    if (Step method = setMethod(flag, u"PUT"_s); !method)
        return method;
    return setBody(flag, {BodySource::Kind::Inline, "{\"value\":" + literal + '}', {}, false});
}

Parser::Step Parser::takeJson(const QString &flag, const QString &value)
{
    const QString method = flag == u"--put-json" ? u"PUT"_s : u"PATCH"_s;
    if (Step step = setMethod(flag, method); !step)
        return step;
    if (value.startsWith(u'@'))
        return setBody(flag, {BodySource::Kind::File, {}, value.mid(1), true});
    const QByteArray text = value.toUtf8();
    if (const auto fault = jsonFault(text))
        return usageError(u"%1: the value is not JSON: %2"_s.arg(flag, *fault));
    return setBody(flag, {BodySource::Kind::Inline, text, {}, true});
}

Parser::Step Parser::takeForm(const QString &flag, const QString &value)
{
    const auto split = pair(flag, value);
    if (!split)
        return tl::unexpected(split.error());
    m_flags.form.append({split->first, split->second, flag == u"--form-file"});
    return {};
}

Parser::Step Parser::takeValueFlag(const QString &flag, const QString &value)
{
    if (flag == u"--put-bool" || flag == u"--put-int" || flag == u"--put-string")
        return takePut(flag, value);
    if (flag == u"--put-json" || flag == u"--patch-json")
        return takeJson(flag, value);
    if (flag == u"--form" || flag == u"--form-file")
        return takeForm(flag, value);
    if (flag == u"--body-file")
        return setBody(flag, {BodySource::Kind::File, {}, value, false});
    const auto split = pair(flag, value);
    if (!split)
        return tl::unexpected(split.error());
    m_flags.query.append(*split);
    return {};
}

Parser::Step Parser::takeDisplayFlag(const QString &flag)
{
    const bool pretty = flag == u"--pretty";
    if (m_flags.pretty.value_or(pretty) != pretty)
        return usageError(u"--pretty and --raw exclude each other"_s);
    m_flags.pretty = pretty;
    return {};
}

Parser::Step Parser::takeFlag(const QString &flag)
{
    static const QStringList valued {u"--put-bool"_s,  u"--put-int"_s,    u"--put-string"_s,
                                     u"--put-json"_s,  u"--patch-json"_s, u"--query"_s,
                                     u"--body-file"_s, u"--form"_s,       u"--form-file"_s};
    if (valued.contains(flag)) {
        const auto word = value(flag);
        return word ? takeValueFlag(flag, *word) : Step(tl::unexpected(word.error()));
    }
    if (m_inlineValue && commonFlags().contains(flag))
        return usageError(u"%1 takes no value"_s.arg(flag));
    if (flag == u"--delete")
        return setMethod(flag, u"DELETE"_s);
    if (flag == u"--pretty" || flag == u"--raw")
        return takeDisplayFlag(flag);
    if (flag == u"--help" || flag == u"-h") {
        m_flags.help = true;
        return {};
    }
    return usageError(u"unknown flag %1"_s.arg(flag));
}

Parser::Step Parser::takeWord(const QString &word)
{
    if (m_onlyWords || word == u"-" || !word.startsWith(u'-')) {
        m_flags.words.append(word);
        return {};
    }
    if (word == u"--") {
        m_onlyWords = true;
        return {};
    }
    const qsizetype at = word.indexOf(u'=');
    if (at > 0 && word.startsWith("--"_L1))
        m_inlineValue = word.mid(at + 1);
    return takeFlag(m_inlineValue ? word.left(at) : word);
}

Parser::Step Parser::checkTogether() const
{
    if (!m_flags.form.isEmpty() && !m_flags.bodyFlag.isEmpty())
        return usageError(
            u"--form and --form-file can't be combined with %1"_s.arg(m_flags.bodyFlag));
    return {};
}

Outcome<ShapingFlags> Parser::run()
{
    while (!m_args.isEmpty()) {
        if (Step step = takeWord(m_args.takeFirst()); !step) {
            // Whoever asks for help gets it, whatever else is on the line.
            if (!m_args.contains(u"--help"_s))
                return tl::unexpected(step.error());
            m_flags.help = true;
        }
        if (m_flags.help)
            return m_flags;
    }
    if (Step step = checkTogether(); !step)
        return tl::unexpected(step.error());
    return m_flags;
}

} // namespace

Outcome<ShapingFlags> parseShapingFlags(const QStringList &args)
{
    return Parser(args).run();
}

QStringList commonFlags()
{
    return {u"--put-bool"_s, u"--put-int"_s, u"--put-string"_s, u"--put-json"_s, u"--patch-json"_s,
            u"--delete"_s,   u"--query"_s,   u"--body-file"_s,  u"--form"_s,     u"--form-file"_s,
            u"--pretty"_s,   u"--raw"_s,     u"--help"_s};
}

} // namespace app::backend
