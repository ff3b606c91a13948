// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QString>
#include <QtGlobal>

namespace proxy {

/// By what a changed file is known.
struct FileStamp
{
    qint64 modifiedNs = 0; ///< Unix time of its content's last change, in nanoseconds
    qint64 changedNs = 0; ///< of its entry's last change, also when only permissions changed
    quint64 inode = 0;
    qint64 size = -1; ///< -1: there is no such file

    bool operator==(const FileStamp &) const = default;
};

/// Links are followed.
[[nodiscard]] FileStamp fileStampOf(const QString &file);

} // namespace proxy
