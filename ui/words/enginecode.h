// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QString>

namespace ui {

/// Returns translated words for a code of the engine: "kept:breaker-open" becomes "kept: breaker
/// open". A text that is no code, such as a model's name, is returned unchanged.
[[nodiscard]] QString engineCode(const QByteArray &code);
/// Returns the translated name of a step of a decision's trace.
[[nodiscard]] QString engineStep(const QByteArray &step);

[[nodiscard]] bool isKnownEngineCode(const QByteArray &code);
[[nodiscard]] bool isKnownEngineStep(const QByteArray &step);

} // namespace ui
