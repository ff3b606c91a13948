// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/statsupdate.h"

#include "app/backend/commandtable.h"
#include "app/backend/credentials.h"
#include "app/backend/effectiveconfig.h"
#include "app/backend/managementclient.h"
#include "app/backend/missingroute.h"
#include "app/backend/usagemerge.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QLockFile>

namespace app::backend {

namespace {

using namespace Qt::StringLiterals;

constexpr std::chrono::seconds kSilence {60};
constexpr qint64 kMaxBytes = 512LL * 1024 * 1024;

Outcome<QByteArray> readLocal(const QString &path)
{
    QFile file(path);
    if (!file.exists())
        return QByteArray();
    if (!file.open(QIODevice::ReadOnly))
        return tl::unexpected(
            Failure {kExitFailed, u"can't read %1: %2"_s.arg(path, file.errorString())});
    if (file.size() > kMaxBytes)
        return tl::unexpected(Failure {
            kExitFailed, u"%1 has grown over 512 MB: move it away to begin a new one"_s.arg(path)});
    return file.readAll();
}

Outcome<QByteArray> fetchExport(const BackendAccess &access)
{
    const auto key = credentialFor(CommandAuth::Management, access);
    if (!key)
        return tl::unexpected(key.error());
    const Command &command = *commandTable().find(u"stats-usage-export");
    ManagementClient client(access.url, *key);
    QByteArray body;
    const BackendAnswer answer =
        client.fetch({"GET", command.route.toLatin1(), {}, {}}, kSilence, body, kMaxBytes);
    if (!answer.isComplete())
        return tl::unexpected(
            Failure {kExitUnreachable, u"the backend can't be reached: "_s + answer.problem});
    if (saysNoSuchRoute(answer))
        return tl::unexpected(
            Failure {kExitFailed, explainMissingRoute(command, askBackendVersion(client))});
    if (!answer.isSuccess())
        return tl::unexpected(
            Failure {kExitFailed,
                     u"HTTP %1 %2"_s.arg(answer.status).arg(QString::fromUtf8(body.left(500)))});
    return body;
}

Outcome<QString> update(const QString &path, const BackendAccess &access)
{
    if (const auto made = makePrivateFolder(QFileInfo(path).path()); !made)
        return tl::unexpected(made.error());
    // Two runs at once would each drop what the other added.
    QLockFile lock(path + u".lock"_s);
    if (!lock.tryLock(std::chrono::milliseconds(30000).count()))
        return tl::unexpected(Failure {kExitFailed, u"another stats-update is at work"_s});
    const auto earlier = readLocal(path);
    if (!earlier)
        return tl::unexpected(earlier.error());
    const auto fresh = fetchExport(access);
    if (!fresh)
        return tl::unexpected(fresh.error());
    const auto merge = mergeUsage(*earlier, *fresh);
    if (!merge)
        return tl::unexpected(merge.error());
    const QByteArray text = QJsonDocument(merge->document).toJson(QJsonDocument::Compact) + '\n';
    if (const auto written = writePrivateFile(path, text); !written)
        return tl::unexpected(written.error());
    return u"%1: %2 new, %3 known, %4 in all"_s.arg(path)
        .arg(merge->added)
        .arg(merge->known)
        .arg(merge->document[u"usage"_s][u"total_requests"_s].toInteger());
}

} // namespace

int runStatsUpdate(const QStringList &args, const Streams &streams, const Environment &environment)
{
    const bool named = args.size() == 2 && args.first() == u"--file" && !args.last().isEmpty();
    if (!named && !args.isEmpty())
        return kExitUsage;
    const auto access = findBackend(environment);
    if (!access) {
        writeLine(streams.err, access.error().message);
        return access.error().exitCode;
    }
    const QString path = named ? environment.resolved(args.last())
                               : access->runtimeDir + u"/usage-statistics.json"_s;
    const auto done = update(path, *access);
    writeLine(done ? streams.out : streams.err,
              done ? *done : u"stats-update: "_s + done.error().message);
    return done ? kExitOk : done.error().exitCode;
}

int runStatsUpdate(const QStringList &args)
{
    return withStandardStreams([&args](const Streams &streams) {
        return runStatsUpdate(args, streams, environmentOfProcess());
    });
}

} // namespace app::backend
