// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

namespace proxy {

/// Where an installed program keeps what belongs to its user. Absolute paths; nothing need exist.
struct UserFolders
{
    QString settings;
    QString state;
    QString logs; ///< empty: this system has no place of its own for them
};

/// Returns the folders of this program. XDG Base Directory Specification; on macOS those of
/// hier(7) below ~/Library. A value of @p environment that is not absolute is passed over.
[[nodiscard]] UserFolders userFolders(const QProcessEnvironment &environment);

/// Returns the variables of the environment that userFolders() reads.
[[nodiscard]] QStringList userFolderVariables();

} // namespace proxy
