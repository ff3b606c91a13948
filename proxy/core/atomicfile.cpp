// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/core/atomicfile.h"

#include "proxy/core/systemerror.h"
#include "proxy/platform/selffacts.h"

#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

namespace proxy {

namespace {

constexpr mode_t kPrivate = 0600;
constexpr mode_t kGroup = 0070;
constexpr mode_t kPermissions = 0777;
constexpr int kMaxLinks = 40;

Error failure(const QString &path, int reason)
{
    return {.detail = Text::english("%1: %2", {path, systemError(reason)})};
}

/// The file that stands at the end of all links, whether it exists or not.
QString endOfLinks(const QString &path)
{
    QString target = path;
    for (int links = 0; links < kMaxLinks && QFileInfo(target).isSymLink(); ++links)
        target = QFileInfo(target).symLinkTarget();
    return target;
}

mode_t usualMode()
{
    return 0666 & ~fileCreationMask();
}

/// A file under a name of its own beside the target, gone again unless it is moved there.
class AsideFile final
{
public:
    explicit AsideFile(const QByteArray &target)
        : m_target(target)
        , m_name(target + ".XXXXXX")
        , m_descriptor(::mkostemp(m_name.data(), O_CLOEXEC))
    { }
    ~AsideFile()
    {
        close();
        if (m_isThere)
            ::unlink(m_name.constData());
    }
    AsideFile(const AsideFile &) = delete;
    AsideFile &operator=(const AsideFile &) = delete;

    [[nodiscard]] bool isOpen() const { return m_descriptor >= 0; }

    bool write(const QByteArray &bytes)
    {
        for (qsizetype at = 0; at < bytes.size();) {
            const ssize_t written = ::write(m_descriptor, bytes.constData() + at,
                                            static_cast<size_t>(bytes.size() - at));
            if (written < 0 && errno == EINTR)
                continue;
            if (written == 0)
                errno = ENOSPC;
            if (written <= 0)
                return false;
            at += written;
        }
        return true;
    }

    bool takeAfter(const std::optional<struct stat> &before, FileAccess access)
    {
        mode_t mode = kPrivate;
        if (access != FileAccess::OwnerOnly && before)
            mode = before->st_mode & kPermissions;
        else if (access == FileAccess::AsBefore)
            mode = usualMode();
        // Both are refused to all but root where they change anything; the content matters more.
        if (before && before->st_uid != ::geteuid()) [[maybe_unused]]
            const int owned = ::fchown(m_descriptor, before->st_uid, static_cast<gid_t>(-1));
        // Another group must not read what the former one could.
        if (before && before->st_gid != ::getegid()
            && ::fchown(m_descriptor, static_cast<uid_t>(-1), before->st_gid) != 0)
            mode &= ~kGroup;
        return ::fchmod(m_descriptor, mode) == 0;
    }

    /// Some file systems know no sync; all others tell here what write() took on trust.
    bool reachesDisk(qsizetype bytes)
    {
        if (::fsync(m_descriptor) != 0 && errno != EINVAL && errno != ENOTSUP)
            return false;
        struct stat facts = {};
        if (::fstat(m_descriptor, &facts) != 0)
            return false;
        if (facts.st_size == bytes)
            return close();
        errno = ENOSPC;
        return false;
    }

    bool moveThere()
    {
        if (::rename(m_name.constData(), m_target.constData()) != 0)
            return false;
        m_isThere = false;
        return true;
    }

private:
    bool close()
    {
        const int descriptor = std::exchange(m_descriptor, -1);
        return descriptor < 0 || ::close(descriptor) == 0 || errno == EINTR;
    }

    QByteArray m_target;
    QByteArray m_name;
    int m_descriptor = -1;
    bool m_isThere = m_descriptor >= 0;
};

/// So that the new name outlives a power cut too. The file is whole either way.
void syncFolderOf(const QString &path)
{
    const QByteArray folder = QFile::encodeName(QFileInfo(path).path());
    const int descriptor = ::open(folder.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    ::fsync(descriptor);
    ::close(descriptor);
}

} // namespace

Result<void> writeFileAtomically(const QString &path, const QByteArray &bytes, FileAccess access)
{
    const QString target = endOfLinks(path);
    const QByteArray name = QFile::encodeName(target);
    struct stat facts = {};
    std::optional<struct stat> before;
    if (::stat(name.constData(), &facts) == 0)
        before = facts;
    else if (errno != ENOENT)
        return tl::make_unexpected(failure(path, errno));
    if (before && !S_ISREG(before->st_mode))
        return tl::make_unexpected(failure(path, S_ISDIR(before->st_mode) ? EISDIR : EINVAL));
    // Its owner took the right away on purpose; a rename would not ask.
    if (before && ::access(name.constData(), W_OK) != 0)
        return tl::make_unexpected(failure(path, errno));
    AsideFile file(name);
    if (!file.isOpen() || !file.write(bytes) || !file.takeAfter(before, access)
        || !file.reachesDisk(bytes.size()) || !file.moveThere())
        return tl::make_unexpected(failure(path, errno));
    syncFolderOf(target);
    return {};
}

} // namespace proxy
