// SPDX-License-Identifier: LicenseRef-Private
#include "ui/connectdialog.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QVBoxLayout>

namespace ui {

namespace {

struct Agent
{
    QString name;
    QString lines;
};

QList<Agent> agents(const QString &baseUrl)
{
    return {
        {QStringLiteral("Claude Code"),
         QStringLiteral("export ANTHROPIC_BASE_URL=%1\nclaude").arg(baseUrl)},
        {QStringLiteral("Codex"),
         QStringLiteral("# ~/.codex/config.toml\nmodel_provider = "
                        "\"llm-proxy\"\n\n[model_providers.llm-proxy]\n"
                        "name = \"llm-proxy\"\nbase_url = \"%1/v1\"\nwire_api = \"responses\"\n"
                        "supports_websockets = false")
             .arg(baseUrl)},
        {QStringLiteral("Gemini CLI"),
         QStringLiteral("export GOOGLE_GEMINI_BASE_URL=%1\ngemini").arg(baseUrl)},
        {QStringLiteral("opencode"),
         QStringLiteral(
             "// opencode.json\n{\n  \"provider\": {\n    \"anthropic\": {\n      \"options\": { "
             "\"baseURL\": \"%1/v1\" }\n    }\n  }\n}")
             .arg(baseUrl)},
        {QStringLiteral("SDKs"),
         QStringLiteral("export ANTHROPIC_BASE_URL=%1\nexport OPENAI_BASE_URL=%1/v1").arg(baseUrl)},
    };
}

} // namespace

ConnectDialog::ConnectDialog(const QString &baseUrl, QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Connect an agent"));
    auto *tabs = new QTabWidget;
    for (const Agent &agent : agents(baseUrl)) {
        auto *text = new QPlainTextEdit(agent.lines);
        text->setReadOnly(true);
        text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
        text->setAccessibleName(agent.name);
        tabs->addTab(text, agent.name);
    }
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    QPushButton *copy = buttons->addButton(tr("&Copy"), QDialogButtonBox::ActionRole);
    connect(copy, &QPushButton::clicked, tabs, [tabs] {
        QGuiApplication::clipboard()->setText(
            static_cast<QPlainTextEdit *>(tabs->currentWidget())->toPlainText());
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(new QLabel(tr("Agents keep their settings but for the address:")));
    layout->addWidget(tabs);
    layout->addWidget(buttons);
    resize(560, 320);
}

} // namespace ui
