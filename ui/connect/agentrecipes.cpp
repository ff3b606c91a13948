// SPDX-License-Identifier: LicenseRef-Private
#include "ui/connect/agentrecipes.h"

#include "ui/connect/jsonedit.h"
#include "ui/connect/tomledit.h"

#include <QCoreApplication>
#include <QFile>
#include <QRegularExpression>

namespace ui {

namespace {

QString say(const char *text)
{
    return QCoreApplication::translate("AgentSetup", text);
}

/// A path as one word of a shell.
QString inShell(const QString &path)
{
    static const QRegularExpression special(QStringLiteral("[^A-Za-z0-9_./-]"));
    if (!path.contains(special))
        return path;
    return u'\'' + QString(path).replace(u'\'', QStringLiteral("'\\''")) + u'\'';
}

} // namespace

Agent claudeCode(const AgentPlaces &places, const QString &baseUrl)
{
    return {.id = QStringLiteral("claude-code"),
            .name = QStringLiteral("Claude Code"),
            .program = QStringLiteral("claude"),
            .file = places.claudeHome + QStringLiteral("/settings.json"),
            .lines = QStringLiteral("export ANTHROPIC_BASE_URL=%1\nclaude").arg(baseUrl),
            .remark = say(QT_TRANSLATE_NOOP(
                "AgentSetup",
                "Not logged in? Then Claude Code also wants ANTHROPIC_AUTH_TOKEN; any value "
                "does, llm-proxy puts the backend's key in its place.")),
            .connected = [url = baseUrl.toUtf8()](const QByteArray &text) {
                return withJsonString(text, {"env", "ANTHROPIC_BASE_URL"}, url);
            }};
}

Agent claudeCodeStatusLine(const AgentPlaces &places)
{
    const QByteArray command = inShell(places.ownProgram).toUtf8() + " statusline";
    const auto connected = [command](const QByteArray &text) {
        return withJsonString(text, {"statusLine", "type"}, "command")
            .and_then([&command](const QByteArray &typed) {
                return withJsonString(typed, {"statusLine", "command"}, command);
            });
    };
    return {.id = QStringLiteral("claude-code-status-line"),
            .name = say(QT_TRANSLATE_NOOP("AgentSetup", "Claude Code's status line")),
            .program = QStringLiteral("claude"),
            .file = places.claudeHome + QStringLiteral("/settings.json"),
            .lines = QStringLiteral("// settings.json\n%1")
                         .arg(QString::fromUtf8(connected({}).value_or(QByteArray()))),
            .remark = say(QT_TRANSLATE_NOOP(
                "AgentSetup",
                "One line below Claude Code's input: the model that answers, the difficulty, the "
                "warm cache and what was saved today. It replaces a status line that is there.")),
            .isExtra = true,
            .connected = connected};
}

Agent codex(const AgentPlaces &places, const QString &baseUrl)
{
    const QByteArrayList table {
        "name = \"llm-proxy\"",
        "base_url = \"" + baseUrl.toUtf8() + "/v1\"",
        "wire_api = \"responses\"",
        "supports_websockets = false",
    };
    return {.id = QStringLiteral("codex"),
            .name = QStringLiteral("Codex"),
            .program = QStringLiteral("codex"),
            .file = places.codexHome + QStringLiteral("/config.toml"),
            .lines = QStringLiteral("# ~/.codex/config.toml\nmodel_provider = \"llm-proxy\"\n\n"
                                    "[model_providers.llm-proxy]\n%1")
                         .arg(QString::fromUtf8(table.join('\n'))),
            .connected = [table](const QByteArray &text) {
                const QByteArray root = withTomlRootValue(text, "model_provider", "\"llm-proxy\"");
                return proxy::Result<QByteArray>(
                    withTomlTable(root, "model_providers.llm-proxy", table));
            }};
}

Agent geminiCli(const AgentPlaces &places, const QString &baseUrl)
{
    return {.id = QStringLiteral("gemini-cli"),
            .name = QStringLiteral("Gemini CLI"),
            .program = QStringLiteral("gemini"),
            .file = places.home + QStringLiteral("/.gemini/.env"),
            .lines = QStringLiteral("export GOOGLE_GEMINI_BASE_URL=%1\ngemini").arg(baseUrl),
            .remark = say(QT_TRANSLATE_NOOP(
                "AgentSetup",
                "Gemini CLI follows this address when it logs in with GEMINI_API_KEY. It names "
                "the model in the path, so its requests pass through unrouted.")),
            .connected = [url = baseUrl.toUtf8()](const QByteArray &text) {
                return proxy::Result<QByteArray>(
                    withAssignment(text, "GOOGLE_GEMINI_BASE_URL", url));
            }};
}

Agent opencode(const AgentPlaces &places, const QString &baseUrl)
{
    const QString folder = places.configHome + QStringLiteral("/opencode/");
    const bool hasComments = QFile::exists(folder + QStringLiteral("opencode.jsonc"));
    const QByteArray url = baseUrl.toUtf8() + "/v1";
    const QByteArrayList path {"provider", "anthropic", "options", "baseURL"};
    return {
        .id = QStringLiteral("opencode"),
        .name = QStringLiteral("opencode"),
        .program = QStringLiteral("opencode"),
        .file =
            folder
            + (hasComments ? QStringLiteral("opencode.jsonc") : QStringLiteral("opencode.json")),
        .lines = QStringLiteral("// opencode.json\n%1")
                     .arg(QString::fromUtf8(withJsonString({}, path, url).value_or(QByteArray()))),
        .connected = [path, url](const QByteArray &text) {
            return withJsonString(text, path, url);
        }};
}

std::vector<Agent> knownAgents(const AgentPlaces &places, const QString &baseUrl)
{
    return {claudeCode(places, baseUrl), claudeCodeStatusLine(places), codex(places, baseUrl),
            geminiCli(places, baseUrl), opencode(places, baseUrl)};
}

} // namespace ui
