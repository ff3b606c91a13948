// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <span>

namespace ui {

// The engine's sentences, by what they are about; the sources of the engine are held against them
// by a test.
[[nodiscard]] std::span<const char *const> decisionSentences();
[[nodiscard]] std::span<const char *const> requestSentences();
[[nodiscard]] std::span<const char *const> conversionSentences();
[[nodiscard]] std::span<const char *const> configSentences();

} // namespace ui
