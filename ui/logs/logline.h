// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QMetaType>
#include <QString>

#include <vector>

namespace ui {

enum class LogLevel { Plain, Warning, Error };
/// Whose lines these are: decides how they are read.
enum class LogKind { Requests, Program, Backend };

/// One line of a log, as it stands there and as people read it.
struct LogLine
{
    QString raw;
    QString text = {}; ///< the same as raw where there is nothing to make readable
    LogLevel level = LogLevel::Plain;
    QByteArray requestId = {}; ///< of a row of the request log
};

/// Cut at 16 KB: a line is for eyes. Pure.
[[nodiscard]] LogLine logLineOf(const QByteArray &raw, LogKind kind);

} // namespace ui

Q_DECLARE_METATYPE(std::vector<ui::LogLine>)
