// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QString>
#include <QStringList>

/// The engine's sources whose sentences can reach the window, by their paths.
QStringList engineSources();
QString sourceOf(const QString &path);
/// The string literals of a source that people are to read, neighbours joined; log lines and what
/// belongs to protocols are left out.
QStringList sentencesIn(const QString &source);
