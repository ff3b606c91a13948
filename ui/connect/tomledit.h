// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayList>

namespace ui {

/// Sets a key before the first table of a TOML text. Every other line stays. Pure.
[[nodiscard]] QByteArray withTomlRootValue(const QByteArray &text, const QByteArray &key,
                                           const QByteArray &value);
/// Replaces the lines of the table [name], or appends the table. Sub-tables stay. Pure.
[[nodiscard]] QByteArray withTomlTable(const QByteArray &text, const QByteArray &name,
                                       const QByteArrayList &lines);
/// Sets KEY=value in a file of shell assignments. Every other line stays. Pure.
[[nodiscard]] QByteArray withAssignment(const QByteArray &text, const QByteArray &key,
                                        const QByteArray &value);

} // namespace ui
