// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/statsupdate.h"

#include "app/backend/commandtable.h"
#include "app/backend/credentials.h"
#include "app/backend/effectiveconfig.h"
#include "app/backend/managementclient.h"
#include "app/backend/missingroute.h"
#include "app/backend/usagemerge.h"
#include "proxy/core/systemerror.h"

#include <QFileInfo>
#include <QJsonDocument>

#include <cerrno>
#include <fcntl.h>
#include <optional>
#include <sys/file.h>
#include <thread>
#include <unistd.h>

namespace app::backend {

namespace {

using namespace Qt::StringLiterals;

constexpr std::chrono::seconds kUpdateSilence {60};
constexpr qint64 kMaxBytes = 512LL * 1024 * 1024;

/// Held by one run as long as it lives. A lock of the kernel's: it needs no byte of a full disk and
/// outlives no process.
class UpdateLock final
{
public:
    explicit UpdateLock(const QString &path)
        : m_descriptor(::open(QFile::encodeName(path).constData(),
                              O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600))
    {
        if (m_descriptor < 0) {
            fail(path, errno);
            return;
        }
        const auto until = std::chrono::steady_clock::now() + kLongestWait;
        while (::flock(m_descriptor, LOCK_EX | LOCK_NB) != 0) {
            const int reason = errno;
            if (reason != EWOULDBLOCK && reason != EINTR) {
                fail(path, reason);
                return;
            }
            if (std::chrono::steady_clock::now() >= until) {
                m_failure = Failure {kExitFailed, u"another stats-update is at work"_s};
                return;
            }
            std::this_thread::sleep_for(kPollInterval);
        }
    }
    ~UpdateLock()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    UpdateLock(const UpdateLock &) = delete;
    UpdateLock &operator=(const UpdateLock &) = delete;

    /// Why it is not held; nullopt: it is.
    [[nodiscard]] const std::optional<Failure> &failure() const { return m_failure; }

private:
    static constexpr std::chrono::seconds kLongestWait {30};
    static constexpr std::chrono::milliseconds kPollInterval {50};

    void fail(const QString &path, int reason)
    {
        m_failure = Failure {kExitFailed,
                             u"can't lock %1: %2"_s.arg(path, proxy::systemError(reason).text())};
    }

    int m_descriptor;
    std::optional<Failure> m_failure;
};

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
        client.fetch({"GET", command.route.toLatin1(), {}, {}}, kUpdateSilence, body, kMaxBytes);
    if (!answer.isComplete())
        return tl::unexpected(Failure {kExitUnreachable, unreachable(access.url, answer.problem)});
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
    const UpdateLock lock(path + u".lock"_s);
    if (lock.failure())
        return tl::unexpected(*lock.failure());
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
