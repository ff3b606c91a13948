// SPDX-License-Identifier: LicenseRef-Private
#include "ui/connect/connectdialog.h"

#include "proxy/config/ownaddress.h"
#include "ui/connect/agentpage.h"
#include "ui/connect/stepspage.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

namespace {

constexpr int kListWidth = 170; ///< at least

QString ownAddress(const DesktopHost &host, const ProxySource &source)
{
    const proxy::ServerSettings &server = host.config().config.server;
    return source.isDemo() ? proxy::ownUrl(server.hosts, server.port) : source.baseUrl();
}

} // namespace

ConnectDialog::ConnectDialog(DesktopHost &host, ProxySource &source, const AgentPlaces &places,
                             QWidget *parent)
    : QDialog(parent)
    , m_list(new QListWidget)
    , m_pages(new QStackedWidget)
    , m_result(new QLabel)
{
    setWindowTitle(tr("Connect an agent"));
    m_list->setSpacing(2);
    m_list->setAccessibleName(tr("Agents"));
    auto *steps = new StepsPage(host, source);
    connect(steps, &StepsPage::settingsRequested, this, &ConnectDialog::settingsRequested);
    connect(steps, &StepsPage::agentRequested, this, [this](const QWidget *page) {
        for (int row = 0; row < m_pages->count(); ++row) {
            if (m_pages->widget(row) == page)
                m_list->setCurrentRow(row);
        }
    });
    addPage(tr("First steps"), steps);
    // Agents are connected with the real proxy, whatever is shown.
    const QString address = ownAddress(host, source);
    for (const Agent &agent : knownAgents(places, address))
        addAgent(agent, *steps);
    addOthers(address);
    auto *middle = new QHBoxLayout;
    middle->addWidget(m_list);
    middle->addWidget(m_pages, 1);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(middle, 1);
    layout->addWidget(buildFooter(source));
    connect(m_list, &QListWidget::currentRowChanged, m_pages, &QStackedWidget::setCurrentIndex);
    m_list->setCurrentRow(0);
    // Each is marked once it was looked at.
    const int markWidth = m_list->fontMetrics().horizontalAdvance(QStringLiteral("● "));
    m_list->setFixedWidth(std::max(kListWidth, m_list->sizeHintForColumn(0) + markWidth
                                                   + 2 * m_list->frameWidth()
                                                   + 4 * m_list->spacing()));
    resize(860, 540);
}

void ConnectDialog::addPage(const QString &title, QWidget *page)
{
    m_list->addItem(title);
    m_pages->addWidget(page);
}

void ConnectDialog::addAgent(const Agent &agent, StepsPage &steps)
{
    auto *page = new AgentPage(agent);
    if (!agent.isExtra)
        steps.addAgent(agent.id, agent.name, page);
    const int row = m_list->count();
    addPage(agent.name, page);
    connect(page, &AgentPage::looked, this, [this, row, page, name = agent.name] {
        m_list->item(row)->setText(name);
        mark(row, *page);
    });
}

void ConnectDialog::mark(int row, const AgentPage &page)
{
    QListWidgetItem *item = m_list->item(row);
    const AgentPlan &plan = page.plan();
    const QString sign = plan.isConnected() ? QStringLiteral("● ")
                         : plan.isFound     ? QStringLiteral("○ ")
                                            : QStringLiteral("– ");
    item->setText(sign + item->text());
    item->setToolTip(plan.isConnected() ? tr("Connected")
                     : plan.isFound     ? tr("Found, not connected")
                                        : tr("Not found on this machine"));
}

void ConnectDialog::addOthers(const QString &baseUrl)
{
    auto *page = new QWidget;
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *text = new QPlainTextEdit(
        QStringLiteral("export ANTHROPIC_BASE_URL=%1\nexport OPENAI_BASE_URL=%1/v1\n"
                       "export GOOGLE_GEMINI_BASE_URL=%1\n")
            .arg(baseUrl));
    text->setReadOnly(true);
    text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    text->setAccessibleName(tr("Lines to copy"));
    auto *copy = new QPushButton(tr("&Copy"));
    layout->addWidget(new QLabel(tr("Most programs and SDKs read their address from here:")));
    layout->addWidget(text, 1);
    layout->addWidget(copy, 0, Qt::AlignRight);
    connect(copy, &QPushButton::clicked, text,
            [text] { QGuiApplication::clipboard()->setText(text->toPlainText()); });
    addPage(tr("Other programs"), page);
}

QWidget *ConnectDialog::buildFooter(const ProxySource &source)
{
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    // Beside the box: in it, Tab would pass Close over.
    auto *test = new QPushButton(tr("Send a &test request"));
    test->setToolTip(tr("One short request for claude-sonnet-4-5; it may cost a fraction of a "
                        "cent"));
    m_result->setWordWrap(true);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    // It stays enabled, so that the focus stays: a second click does nothing meanwhile.
    connect(test, &QPushButton::clicked, this, [this, &source] { m_test.send(source.baseUrl()); });
    connect(&m_test, &TestRequest::sent, this, [this] {
        m_result->setText(tr("Sent; see Requests…"));
        Q_EMIT testSent();
    });
    connect(&m_test, &TestRequest::answered, this, [this](bool good, const QString &text) {
        m_result->setText((good ? QStringLiteral("● ") : QStringLiteral("▲ ")) + text);
    });
    // What another proxy answered says nothing of this one.
    connect(&source, &ProxySource::historyChanged, m_result, &QLabel::clear);
    auto *footer = new QWidget;
    auto *layout = new QHBoxLayout(footer);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_result, 1);
    layout->addWidget(test);
    layout->addWidget(buttons);
    return footer;
}

} // namespace ui
