// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QString>

namespace ui {

/// Words for a code of the engine, part by part: "kept:breaker-open" is "kept: breaker open".
/// Codes stay what headers, log and filters know; what is none (a model's name) stays as it is.
[[nodiscard]] QString engineCode(const QByteArray &code);
/// The name of a step of a decision's trace.
[[nodiscard]] QString engineStep(const QByteArray &step);

[[nodiscard]] bool isKnownEngineCode(const QByteArray &code);
[[nodiscard]] bool isKnownEngineStep(const QByteArray &step);

} // namespace ui
