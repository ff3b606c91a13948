// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QString>

namespace ui {

/// A text of the settings table in the user's language: summaries and what is allowed.
[[nodiscard]] QString settingText(const QString &english);
/// Whether translators were shown it.
[[nodiscard]] bool isKnownSettingText(const QString &english);

} // namespace ui
