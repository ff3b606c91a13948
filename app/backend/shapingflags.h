// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/backend/exitcodes.h"

#include <QByteArray>
#include <QList>
#include <QPair>
#include <QString>
#include <QStringList>

#include <optional>

namespace app::backend {

/// Where a request's body comes from.
struct BodySource
{
    enum class Kind { None, Inline, File };

    Kind kind = Kind::None;
    QByteArray bytes; ///< Inline
    QString path; ///< File: as written; "-" is stdin
    bool mustBeJson = false; ///< checked before anything is sent
};

/// One part of a multipart form.
struct FormPart
{
    QString name;
    QString value; ///< the text, or the file's path
    bool isFile = false;
};

/// The parsed words of a command line, not yet checked against a command.
struct ShapingFlags
{
    QString method; ///< that a flag asks for; empty: none does
    QString methodFlag; ///< that flag
    BodySource body;
    QString bodyFlag; ///< the flag the body comes from
    QList<QPair<QString, QString>> query;
    QList<FormPart> form;
    QStringList words; ///< positionals
    std::optional<bool> pretty;
    bool help = false;
};

/// Parses a command line. `--flag value` and `--flag=value` are the same; after `--` all words are
/// positionals. A JSON flag takes the text itself or @FILE (@- is stdin), so that keys need not be
/// on the command line. Pure: opens no file.
[[nodiscard]] Outcome<ShapingFlags> parseShapingFlags(const QStringList &args);

/// Returns every flag that parseShapingFlags() knows, for completion.
[[nodiscard]] QStringList commonFlags();

} // namespace app::backend
