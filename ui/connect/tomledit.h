// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayList>

namespace ui {

/// Sets a key before the first table of a TOML text; every other line stays. Pure.
[[nodiscard]] QByteArray withTomlRootValue(const QByteArray &text, const QByteArray &key,
                                           const QByteArray &value);
/// Replaces the table [name] with these lines, or appends it; sub-tables stay. Pure.
[[nodiscard]] QByteArray withTomlTable(const QByteArray &text, const QByteArray &name,
                                       const QByteArrayList &lines);
/// Sets KEY=value in a shell-like file of assignments; every other line stays. Pure.
[[nodiscard]] QByteArray withAssignment(const QByteArray &text, const QByteArray &key,
                                        const QByteArray &value);

} // namespace ui
