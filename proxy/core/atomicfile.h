// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"

#include <QByteArray>
#include <QString>

namespace proxy {

/// Who may read a file that is written whole.
enum class FileAccess {
    OwnerOnly, ///< 0600, whatever it was before: keys and tokens
    AsBefore, ///< as the file it replaces; a new one as the umask has it
    AsBeforeElsePrivate, ///< as the file it replaces; a new one 0600
};

/// Puts @p bytes in the place of the file at @p path, or leaves what was there: they are written
/// beside it, flushed to the disk, checked and renamed. A link stays one (its target is replaced)
/// and the owner stays where this process may say so. Everything of this program that replaces a
/// file does it here. The folder must exist. The error names the file and the reason; nothing is
/// left behind then. Any thread; blocks for as long as the disk takes.
[[nodiscard]] Result<void> writeFileAtomically(const QString &path, const QByteArray &bytes,
                                               FileAccess access = FileAccess::OwnerOnly);

} // namespace proxy
