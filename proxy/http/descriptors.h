// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QtGlobal>

#include <optional>

namespace proxy {

// Descriptors, and how many there may be.

/// Raises the limit of open descriptors to what the system allows. Returns it; nullopt when not
/// known.
[[nodiscard]] std::optional<qint64> raiseDescriptorLimit();
/// Whether @p newest, a descriptor just opened, is -1 or among the last @p reserve ones that the
/// limit allows. False when not known.
[[nodiscard]] bool isDescriptorScarce(qintptr newest, int reserve);
/// The number that the next opened descriptor would have; -1: none can be opened.
[[nodiscard]] qintptr nextDescriptor();
/// Returns a second descriptor of the same socket, which the caller must close; -1 on failure.
[[nodiscard]] qintptr duplicateDescriptor(qintptr descriptor);
/// Closes a descriptor; does nothing for -1.
void closeDescriptor(qintptr descriptor);

} // namespace proxy
