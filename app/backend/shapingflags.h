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

/// The words of a command line, told apart but not yet fitted to a command.
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

/// Pure: no file is opened. `--flag value` and `--flag=value` are the same; after `--` all words
/// are positionals. JSON flags take the text itself, or @FILE (@- is stdin) so that keys need not
/// stand on the command line.
[[nodiscard]] Outcome<ShapingFlags> parseShapingFlags(const QStringList &args);

/// Every flag parseShapingFlags() knows, for completion.
[[nodiscard]] QStringList commonFlags();

} // namespace app::backend
