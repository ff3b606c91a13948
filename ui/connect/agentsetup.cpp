// SPDX-License-Identifier: LicenseRef-Private
#include "ui/connect/agentsetup.h"

#include "proxy/core/atomicfile.h"
#include "ui/connect/agentrecipes.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

namespace ui {

namespace {

constexpr qint64 kMaxFile = 4 * 1024 * 1024;

proxy::Error failure(const QString &file, const QString &why)
{
    return {.code = proxy::ErrorCode::InvalidConfig,
            .detail = proxy::Text::words(file + QStringLiteral(": ") + why)};
}

QByteArray hashOf(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
}

proxy::Result<QByteArray> contentOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return tl::make_unexpected(failure(path, file.errorString()));
    if (file.size() > kMaxFile)
        return tl::make_unexpected(
            failure(path, QCoreApplication::translate("AgentSetup", "it is larger than 4 MB")));
    return file.readAll();
}

/// A link to the file is followed, so that it stays a link.
QString resolved(const QString &path)
{
    const QFileInfo info(path);
    return info.exists() ? info.canonicalFilePath() : path;
}

QString backupName(const QString &file, const QDateTime &now)
{
    const QString name = file + QStringLiteral(".before-llm-proxy-")
                         + now.toUTC().toString(QStringLiteral("yyyyMMdd-HHmmss"));
    QString free = name;
    for (int number = 2; QFile::exists(free); ++number)
        free = QStringLiteral("%1-%2").arg(name).arg(number);
    return free;
}

} // namespace

AgentPlaces agentPlacesOfProcess()
{
    const QString home = QDir::homePath();
    return {.home = home,
            .configHome = QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation),
            .claudeHome =
                qEnvironmentVariable("CLAUDE_CONFIG_DIR", home + QStringLiteral("/.claude")),
            .codexHome = qEnvironmentVariable("CODEX_HOME", home + QStringLiteral("/.codex")),
            .ownProgram = QCoreApplication::applicationFilePath()};
}

AgentPlan planFor(const Agent &agent)
{
    AgentPlan plan;
    plan.file = resolved(agent.file);
    plan.fileExists = QFile::exists(plan.file);
    plan.isFound = plan.fileExists || QFileInfo(QFileInfo(agent.file).path()).isDir()
                   || !QStandardPaths::findExecutable(agent.program).isEmpty();
    if (plan.fileExists) {
        const proxy::Result<QByteArray> read = contentOf(plan.file);
        if (!read) {
            plan.problem = read.error().detail.text();
            return plan;
        }
        plan.before = *read;
    }
    const proxy::Result<QByteArray> after = agent.connected(plan.before);
    if (after)
        plan.after = *after;
    else
        plan.problem = failure(plan.file, after.error().detail.text()).detail.text();
    return plan;
}

proxy::Result<AgentBackup> applyPlan(const AgentPlan &plan, const QDateTime &now)
{
    if (!plan.problem.isEmpty())
        return tl::make_unexpected(failure(plan.file, plan.problem));
    const bool existsNow = QFile::exists(plan.file);
    const proxy::Result<QByteArray> present =
        existsNow ? contentOf(plan.file) : proxy::Result<QByteArray>(QByteArray());
    if (!present || existsNow != plan.fileExists || *present != plan.before)
        return tl::make_unexpected(failure(
            plan.file, QCoreApplication::translate("AgentSetup", "it has changed meanwhile")));
    AgentBackup backup {.file = plan.file, .writtenHash = hashOf(plan.after)};
    if (plan.fileExists) {
        backup.backup = backupName(plan.file, now);
        if (auto kept = proxy::writeFileAtomically(backup.backup, plan.before); !kept)
            return tl::make_unexpected(kept.error());
    } else {
        QDir().mkpath(QFileInfo(plan.file).path());
    }
    // Who could read the file before can read it after; a new one is the user's own.
    const auto access = proxy::FileAccess::AsBeforeElsePrivate;
    if (auto written = proxy::writeFileAtomically(plan.file, plan.after, access); !written)
        return tl::make_unexpected(written.error());
    return backup;
}

proxy::Result<void> undo(const AgentBackup &backup)
{
    const proxy::Result<QByteArray> present = contentOf(backup.file);
    if (!present)
        return tl::make_unexpected(present.error());
    if (hashOf(*present) != backup.writtenHash)
        return tl::make_unexpected(failure(
            backup.file,
            QCoreApplication::translate("AgentSetup", "it was changed since; the former one is "
                                                      "kept beside it")));
    if (backup.backup.isEmpty()) {
        QFile file(backup.file);
        if (!file.remove())
            return tl::make_unexpected(failure(backup.file, file.errorString()));
        return {};
    }
    const proxy::Result<QByteArray> former = contentOf(backup.backup);
    if (!former)
        return tl::make_unexpected(former.error());
    return proxy::writeFileAtomically(backup.file, *former, proxy::FileAccess::AsBeforeElsePrivate);
}

} // namespace ui
