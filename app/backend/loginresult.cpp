// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/loginresult.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

namespace app::backend {

namespace {

using namespace Qt::StringLiterals;

constexpr int kPortInUse = 13;
constexpr int kBadFlag = 2;

/// The path after "saved to", or an empty text when only success itself is said.
std::optional<QString> saysSuccess(const QByteArray &output)
{
    static const QRegularExpression saved(
        u"(?:Authentication saved to:?|Vertex credentials imported:) +([^\r\n]+)"_s);
    static const QRegularExpression done(u"authentication successful!"_s,
                                         QRegularExpression::CaseInsensitiveOption);
    const QString text = QString::fromUtf8(output);
    const auto match = saved.match(text);
    if (match.hasMatch())
        return match.captured(1).trimmed();
    return done.match(text).hasMatch() ? std::optional(QString()) : std::nullopt;
}

QString firstNew(const LoginEvidence &evidence)
{
    for (auto it = evidence.after.begin(); it != evidence.after.end(); ++it) {
        if (!evidence.before.contains(it.key()))
            return it.key();
    }
    return {};
}

tl::unexpected<Failure> failedLogin(const QString &message, int code = kExitFailed)
{
    return tl::unexpected(Failure {code, message});
}

} // namespace

AuthSnapshot authSnapshot(const QString &folder)
{
    AuthSnapshot snapshot;
    for (const QFileInfo &info : QDir(folder).entryInfoList({u"*.json"_s}, QDir::Files))
        snapshot.insert(info.fileName(),
                        u"%1 %2"_s.arg(info.lastModified().toMSecsSinceEpoch()).arg(info.size()));
    return snapshot;
}

Outcome<QString> judgeLogin(const Command &command, const LoginEvidence &evidence)
{
    if (evidence.signal != 0)
        return failedLogin(u"the backend's binary was ended by signal %1"_s.arg(evidence.signal),
                           kExitSignalled + evidence.signal);
    if (evidence.exitStatus == kPortInUse)
        return failedLogin(u"the callback port %1 is in use; try -oauth-callback-port PORT"_s.arg(
            command.callbackPort));
    if (evidence.exitStatus == kBadFlag)
        return failedLogin(
            command.removedIn.isEmpty()
                ? u"this backend's binary does not take %1%2"_s.arg(
                    command.binaryFlag, command.addedIn.isEmpty()
                                            ? QString()
                                            : u": CLIProxyAPI has it since "_s + command.addedIn)
                : u"this backend's binary has no %1: CLIProxyAPI removed it in %2"_s.arg(
                    command.binaryFlag, command.removedIn));
    if (evidence.exitStatus != 0)
        return failedLogin(u"the backend's binary ended with status %1"_s.arg(evidence.exitStatus));
    if (const auto said = saysSuccess(evidence.output))
        return said->isEmpty() ? u"done"_s : u"saved: "_s + *said;
    if (const QString file = firstNew(evidence); !file.isEmpty())
        return u"saved: "_s + file;
    return failedLogin(u"the backend's binary ended without saying that it saved a credential, and "
                       "there is no new one"_s);
}

} // namespace app::backend
