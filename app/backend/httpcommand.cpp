// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/httpcommand.h"

#include "app/backend/apicallguard.h"
#include "app/backend/help.h"
#include "app/backend/jsontext.h"
#include "app/backend/managementclient.h"
#include "app/backend/missingroute.h"
#include "proxy/core/terminalsafe.h"

#include <QNetworkInterface>
#include <QStringDecoder>

namespace app::backend {

namespace {

using namespace Qt::StringLiterals;

/// Answers above this size are shown as they come.
constexpr qint64 kMaxPrettyBytes = 16LL * 1024 * 1024;

/// Shows a body: piece by piece, or kept back to be indented. Into a pipe it goes as it came, so
/// that a download stays what it is; a terminal, and a person who asked for --pretty, get it as a
/// terminal may see it, which leaves JSON the same JSON.
class AnswerPrinter final
{
public:
    AnswerPrinter(QIODevice &out, bool pretty, bool terminal)
        : m_out(out)
        , m_shown(pretty || terminal)
        , m_pretty(pretty)
        , m_terminal(terminal)
    { }

    void add(QByteArrayView piece)
    {
        m_kept.append(piece);
        if (!m_pretty || m_kept.size() > kMaxPrettyBytes) {
            m_pretty = false;
            flush();
        }
    }

    void finish(bool complete)
    {
        if (m_pretty && complete && !m_kept.isEmpty() && !jsonFault(m_kept))
            m_kept = prettyJson(m_kept) + (m_terminal ? "" : "\n");
        flush();
        if (m_terminal && m_last != '\n' && m_last != '\0')
            m_out.write("\n");
    }

private:
    void flush()
    {
        if (!m_kept.isEmpty())
            m_last = m_kept.back();
        m_out.write(m_shown ? proxy::terminalSafeLines(QString(m_decode(m_kept))).toUtf8()
                            : m_kept);
        m_kept.clear();
    }

    QIODevice &m_out;
    bool m_shown;
    bool m_pretty;
    bool m_terminal;
    QByteArray m_kept;
    QStringDecoder m_decode {QStringDecoder::Utf8}; ///< a letter may come in two pieces
    char m_last = '\0';
};

int fail(const Streams &streams, const Command &command, const Failure &failure)
{
    writeLine(streams.err, u"%1: %2"_s.arg(command.name, failure.message));
    if (failure.exitCode == kExitUsage)
        writeLine(streams.err, u"Nothing was sent. See: %1 --help"_s.arg(command.name));
    return failure.exitCode;
}

QString hintFor(const Command &command, const BackendAnswer &answer)
{
    if (command.auth == CommandAuth::Management && (answer.status == 401 || answer.status == 403))
        return u"The backend refused the management key. It was tried once: after five wrong ones "
               "the backend locks this address out for half an hour"_s;
    if (command.auth == CommandAuth::ApiKey && answer.status == 401)
        return u"The backend refused the API key: set UPSTREAM_API_KEY to one of its api-keys"_s;
    return {};
}

/// Asks with the management key only: any other would count as a wrong one.
QString versionOf(const BackendAccess &access)
{
    const auto key = credentialFor(CommandAuth::Management, access);
    if (!key)
        return {};
    ManagementClient client(access.url, *key);
    return askBackendVersion(client);
}

int report(const Command &command, const BackendAnswer &answer, const BackendAccess &access,
           QIODevice &err)
{
    if (answer.isComplete() && answer.isSuccess())
        return kExitOk;
    if (answer.status == 0) {
        writeLine(err, u"%1: %2"_s.arg(command.name, unreachable(access.url, answer.problem)));
        return kExitUnreachable;
    }
    if (!answer.isComplete()) {
        writeLine(err, u"%1: the answer broke off: %2"_s.arg(command.name, answer.problem));
        return kExitUnreachable;
    }
    writeLine(err, u"HTTP %1"_s.arg(answer.status));
    if (command.auth == CommandAuth::ApiKey && answer.status == 401 && access.apiKey.isEmpty()) {
        writeLine(err, u"The backend wants an API key and none is known here: set UPSTREAM_API_KEY "
                       "to one of its api-keys"_s);
        return kExitNoCredential;
    }
    if (saysNoSuchRoute(answer)
        && (command.auth == CommandAuth::Management || !command.removedIn.isEmpty()))
        writeLine(err, explainMissingRoute(command, versionOf(access)));
    else if (const QString hint = hintFor(command, answer); !hint.isEmpty())
        writeLine(err, hint);
    return kExitFailed;
}

int sendAndShow(const Command &command, const BackendRequest &request, const BackendAccess &access,
                AnswerPrinter &printer, const Streams &streams)
{
    const auto key = credentialFor(command.auth, access);
    if (!key) {
        for (const QString &warning : access.warnings)
            writeLine(streams.err, warning);
        return fail(streams, command, key.error());
    }
    ManagementClient client(access.url, *key);
    const BackendAnswer answer = client.send(
        request, std::chrono::seconds(command.timeoutSeconds),
        [&](const BackendAnswer & /*head*/, QByteArrayView piece) { printer.add(piece); });
    printer.finish(answer.isComplete());
    return report(command, answer, access, streams.err);
}

} // namespace

int runHttpCommand(const Command &command, const QStringList &args, const Streams &streams,
                   const Environment &environment)
{
    const auto flags = parseShapingFlags(args);
    if (!flags)
        return fail(streams, command, flags.error());
    if (flags->help) {
        streams.out.write(commandHelp(command).toUtf8());
        return kExitOk;
    }
    const auto shaped = shapeRequest(command, *flags);
    if (!shaped)
        return fail(streams, command, shaped.error());
    const auto request = readRequest(*shaped, environment, streams.in);
    if (!request)
        return fail(streams, command, request.error());
    const auto access = findBackend(environment);
    if (!access)
        return fail(streams, command, access.error());
    if (command.guardsTarget) {
        const QList<QHostAddress> own =
            isLoopback(access->url) ? QNetworkInterface::allAddresses() : QList<QHostAddress>();
        if (const auto why = whyCallRefused(request->body, access->url, own))
            return fail(streams, command, {kExitUsage, u"blocked: "_s + *why});
    }
    AnswerPrinter printer(streams.out, flags->pretty.value_or(environment.outIsTerminal),
                          environment.outIsTerminal);
    return sendAndShow(command, *request, *access, printer, streams);
}

} // namespace app::backend
