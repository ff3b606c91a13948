// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"

#include <QByteArray>
#include <QString>

namespace proxy {

/// Who may read a file after writeFileAtomically().
enum class FileAccess {
    OwnerOnly, ///< 0600, whatever it was before: keys and tokens
    AsBefore, ///< the mode of the file it replaces; a new file gets what the umask leaves
    AsBeforeElsePrivate, ///< the mode of the file it replaces; a new file gets 0600
};

/// Replaces the file at @p path with @p bytes, or leaves it as it was. The bytes go into a file
/// beside it, which is synced to the disk, checked and renamed. A symbolic link stays a link: its
/// target is replaced. The owner stays too, where this process may set it. The folder must exist.
/// Every part of this program that replaces a file calls this function.
///
/// Returns an error that names the file and the reason; no temporary file is left then. Any thread;
/// blocks until the disk has answered.
[[nodiscard]] Result<void> writeFileAtomically(const QString &path, const QByteArray &bytes,
                                               FileAccess access = FileAccess::OwnerOnly);

} // namespace proxy
