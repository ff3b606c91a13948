// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QMetaType>
#include <QString>

#include <vector>

namespace ui {

enum class LogLevel { Plain, Warning, Error };
/// The program that wrote a log. It decides how lines are parsed.
enum class LogKind { Requests, Program, Backend };

/// One line of a log, as written and as text for people.
struct LogLine
{
    QString raw;
    QString text = {}; ///< text for people; often equal to raw
    LogLevel level = LogLevel::Plain;
    QByteArray requestId = {}; ///< id of the request, for a row of the request log
};

/// Parses a line. A line over 16 KB is cut. Pure.
[[nodiscard]] LogLine logLineOf(const QByteArray &raw, LogKind kind);

} // namespace ui

Q_DECLARE_METATYPE(std::vector<ui::LogLine>)
