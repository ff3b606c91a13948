// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/accounting/handlabels.h"

#include "proxy/core/atomicfile.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <utility>
#include <vector>

namespace proxy {

namespace {

constexpr qint64 kMostBytes = 1024 * 1024;
constexpr qsizetype kIdDigits = 16;

using Lines = std::vector<std::pair<QByteArray, Difficulty>>;

bool isId(const QByteArray &id)
{
    return id.size() == kIdDigits && std::all_of(id.begin(), id.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

bool isWord(Difficulty difficulty)
{
    return difficulty == Difficulty::Easy || difficulty == Difficulty::Hard;
}

/// A link could lead to a file of somebody else, and a pipe keeps its reader waiting.
bool isSomethingElse(const QString &path)
{
    const QFileInfo info(path);
    return info.isSymLink() || (info.exists() && !info.isFile());
}

/// One "id difficulty" on each line, the oldest first.
Lines readLines(const QString &path)
{
    Lines lines;
    QFile file(path);
    if (isSomethingElse(path) || !file.open(QIODevice::ReadOnly))
        return lines;
    const QList<QByteArray> all = file.read(kMostBytes).split('\n');
    for (const QByteArray &line : all) {
        const QByteArray id = line.left(kIdDigits);
        const auto difficulty = difficultyFromLabel(line.mid(kIdDigits + 1).trimmed());
        if (isId(id) && difficulty && isWord(*difficulty))
            lines.emplace_back(id, *difficulty);
    }
    return lines;
}

} // namespace

QString handLabelsPath(const QString &logDir)
{
    return QDir(logDir).filePath(QStringLiteral("route-labels.txt"));
}

HandLabels readHandLabels(const QString &path)
{
    HandLabels labels;
    const Lines lines = readLines(path);
    for (const auto &[id, difficulty] : lines)
        labels.insert(id, difficulty);
    return labels;
}

Result<void> saveHandLabel(const QString &path, const QByteArray &id, Difficulty difficulty)
{
    if (!isId(id))
        return tl::unexpected(Error {.code = ErrorCode::InvalidConfig,
                                     .detail = Text::english("%1 is no id of a row", {id})});
    if (isSomethingElse(path))
        return tl::unexpected(Error {
            .code = ErrorCode::InvalidConfig,
            .detail =
                Text::english("%1: %2", {path.toUtf8(), Text::english("is not a regular file")})});
    Lines lines = readLines(path);
    std::erase_if(lines, [&id](const auto &line) { return line.first == id; });
    if (isWord(difficulty))
        lines.emplace_back(id, difficulty);
    const auto surplus = std::max<qsizetype>(qsizetype(lines.size()) - kMostHandLabels, 0);
    lines.erase(lines.begin(), lines.begin() + surplus);
    QByteArray text;
    for (const auto &[row, word] : lines)
        text += row + ' ' + name(word) + '\n';
    return writeFileAtomically(path, text, FileAccess::OwnerOnly);
}

} // namespace proxy
