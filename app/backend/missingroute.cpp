// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/missingroute.h"

namespace app::backend {

namespace {

using namespace Qt::StringLiterals;

constexpr std::chrono::seconds kSilence {5};
constexpr qint64 kMaxAnswer = 64LL * 1024;

} // namespace

bool saysNoSuchRoute(const BackendAnswer &answer)
{
    return answer.status == 404
           && (answer.contentType.isEmpty() || answer.contentType.startsWith("text/"));
}

QString explainMissingRoute(const Command &command, const QString &version)
{
    const QString backend =
        version.isEmpty() ? u"this backend"_s : u"this backend (%1)"_s.arg(version);
    QString text;
    if (!command.removedIn.isEmpty())
        text =
            u"%1 has no such route: CLIProxyAPI removed it in %2"_s.arg(backend, command.removedIn);
    else if (!command.addedIn.isEmpty())
        text = u"%1 has no such route: CLIProxyAPI has it since %2"_s.arg(backend, command.addedIn);
    else
        text = u"%1 has no such route"_s.arg(backend);
    if (!command.instead.isEmpty())
        text += u"; use %1 instead"_s.arg(command.instead);
    if (version.isEmpty() && command.auth == CommandAuth::Management)
        text += u". If other management commands answer 404 too, its management is off: it needs a "
                "remote-management.secret-key, or MANAGEMENT_PASSWORD in its environment, when it "
                "starts"_s;
    return text;
}

QString askBackendVersion(ManagementClient &client)
{
    QByteArray body;
    const BackendAnswer answer = client.fetch({"GET", "/v0/management/request-error-logs", {}, {}},
                                              kSilence, body, kMaxAnswer);
    return QString::fromLatin1(answer.backendVersion);
}

} // namespace app::backend
