// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/setting.h"

#include <QString>

namespace ui {

/// Returns a setting's name of a few words: "Port". Its summary explains it.
[[nodiscard]] QString settingLabel(const proxy::Setting &setting);

} // namespace ui
