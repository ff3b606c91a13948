// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QString>
#include <QtGlobal>

namespace proxy {

/// The attributes of a file that reveal a change of it.
struct FileStamp
{
    qint64 modifiedNs = 0;
    qint64 changedNs = 0; ///< also when only permissions did
    quint64 inode = 0;
    qint64 size = -1; ///< -1: no such file

    [[nodiscard]] bool operator==(const FileStamp &) const = default;
};

/// Returns the stamp of the file at @p path; of a link's target. Blocks for one stat().
[[nodiscard]] FileStamp fileStampOf(const QString &path);

} // namespace proxy
