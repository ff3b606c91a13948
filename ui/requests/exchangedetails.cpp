// SPDX-License-Identifier: LicenseRef-Private
#include "ui/requests/exchangedetails.h"

#include "proxy/exchange/exchangejson.h"
#include "ui/host/proxysource.h"
#include "ui/manual/manuallink.h"
#include "ui/requests/bodyview.h"
#include "ui/requests/explaindialog.h"
#include "ui/requests/headersview.h"
#include "ui/requests/sessionlane.h"
#include "ui/requests/timelinebar.h"

#include <QClipboard>
#include <QDateTime>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QShortcut>
#include <QTabWidget>
#include <QTextBrowser>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

namespace {

constexpr int kCurlTokens = 1024;

} // namespace

ExchangeDetails::ExchangeDetails(const ProxySource &source, QWidget *parent)
    : QWidget(parent)
    , m_source(source)
    , m_texts(source)
    , m_title(new QLabel)
    , m_verdict(new QLabel)
    , m_timeline(new TimelineBar)
    , m_facts(new QTextBrowser)
    , m_request(new BodyView(BodyView::Side::Request))
    , m_answer(new BodyView(BodyView::Side::Answer))
    , m_headers(new HeadersView(source))
    , m_session(new SessionLane)
    , m_tabs(new QTabWidget)
    , m_buttons(new QWidget)
{
    buildHead();
    buildFacts();
    auto *head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(m_buttons);
    m_tabs->setDocumentMode(true);
    m_tabs->setUsesScrollButtons(true);
    m_tabs->setAccessibleName(tr("What is shown of the request"));
    m_tabs->addTab(m_facts, tr("Overview"));
    m_tabs->addTab(m_request, tr("Request"));
    m_tabs->addTab(m_answer, tr("Answer"));
    m_tabs->addTab(m_headers, tr("Headers"));
    m_tabs->addTab(m_session, tr("Session"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_verdict);
    layout->addLayout(head);
    layout->addWidget(m_timeline);
    layout->addWidget(m_tabs, 1);
    connect(m_tabs, &QTabWidget::currentChanged, this, &ExchangeDetails::fillSession);
    connect(&m_texts, &TextsReader::changed, this, &ExchangeDetails::showTexts);
    connect(m_session, &SessionLane::turnChosen, this, &ExchangeDetails::turnRequested);
    showNothing();
}

void ExchangeDetails::buildHead()
{
    QFont strong = m_verdict->font();
    strong.setBold(true);
    m_verdict->setFont(strong);
    m_verdict->setWordWrap(true);
    for (QLabel *label : {m_verdict, m_title}) {
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto *buttons = new QHBoxLayout(m_buttons);
    buttons->setContentsMargins(0, 0, 0, 0);
    auto *copies = new QMenu(this);
    m_curl = copies->addAction(tr("Copy as c&url"));
    connect(m_curl, &QAction::triggered, this, &ExchangeDetails::copyAsCurl);
    connect(copies->addAction(tr("Copy &JSON")), &QAction::triggered, this,
            &ExchangeDetails::copyAsJson);
    addButton(tr("&Copy"))->setMenu(copies);
    connect(addButton(tr("&Explain again")), &QPushButton::clicked, this, [this] {
        if (m_exchange)
            Q_EMIT explainRequested(*m_exchange);
    });
    connect(addButton(tr("Show in &log")), &QPushButton::clicked, this, [this] {
        if (m_exchange)
            Q_EMIT logRequested(m_exchange->id);
    });
}

void ExchangeDetails::buildFacts()
{
    // A text view, so that screen readers can read it line by line.
    m_facts->setAccessibleName(tr("Details"));
    m_facts->setFrameShape(QFrame::NoFrame);
    m_facts->setOpenLinks(false);
    m_facts->setTabChangesFocus(true);
    // Tab leaves the text; Return does what a click on its link does.
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard
                                     | Qt::LinksAccessibleByMouse);
    m_facts->setToolTip(tr("Return shows or hides the checks that passed; F1 explains the reason"));
    auto *fold = new QShortcut(Qt::Key_Return, m_facts, nullptr, nullptr, Qt::WidgetShortcut);
    connect(fold, &QShortcut::activated, this, &ExchangeDetails::foldChecks);
    connect(m_facts, &QTextBrowser::anchorClicked, this, [this](const QUrl &link) {
        if (link.scheme() == QLatin1StringView(kManualScheme))
            QDesktopServices::openUrl(link);
        else
            foldChecks();
    });
    // The link on the reason, for whoever has no mouse.
    explainWithF1(*m_facts, [this] {
        return m_exchange ? reasonUrl(*m_exchange) : manualUrl(QStringLiteral("troubleshooting"));
    });
}

QPushButton *ExchangeDetails::addButton(const QString &text)
{
    auto *button = new QPushButton(text);
    m_buttons->layout()->addWidget(button);
    return button;
}

void ExchangeDetails::show(const proxy::Exchange &exchange)
{
    const bool isAnother = !m_exchange || m_exchange->id != exchange.id;
    m_exchange = exchange;
    const QString time = QDateTime::fromMSecsSinceEpoch(exchange.startedAtMs)
                             .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz"));
    QStringList parts {QString::fromUtf8(exchange.client), QString::fromUtf8(exchange.clientName),
                       QString::fromUtf8(exchange.project), time,
                       QString::fromUtf8(exchange.method + ' ' + exchange.target)};
    parts.removeAll(QString());
    m_title->setText(parts.join(QStringLiteral(" · ")));
    m_title->setToolTip(m_title->text());
    m_verdict->setText(verdictText(exchange));
    m_timeline->show(exchange);
    writeFacts();
    m_headers->show(exchange.id, exchange.end == proxy::ExchangeEnd::Open);
    if (isAnother)
        fillSession();
    m_texts.watch(exchange.id);
    m_answer->setPace(pace());
    m_tabs->setEnabled(true);
    m_buttons->setEnabled(true);
}

void ExchangeDetails::foldChecks()
{
    m_checks = m_checks == Checks::Folded ? Checks::Unfolded : Checks::Folded;
    writeFacts();
}

/// An open request is shown again each second: who reads or marks text is left alone.
void ExchangeDetails::writeFacts()
{
    if (!m_exchange)
        return;
    const QString html = exchangeFactsHtml(*m_exchange, m_checks);
    if (html == m_written)
        return;
    m_written = html;
    const int place = m_facts->verticalScrollBar()->value();
    m_facts->setHtml(html);
    m_facts->verticalScrollBar()->setValue(place);
}

void ExchangeDetails::showTexts()
{
    m_request->show(m_texts);
    m_answer->show(m_texts);
    m_answer->setPace(pace());
    const bool isMissing = m_texts.state() == TextsReader::State::NotKept
                           || m_texts.state() == TextsReader::State::Failed;
    m_curl->setText(isMissing ? tr("Copy as c&url (without the text)") : tr("Copy as c&url"));
}

/// How fast the answer comes or came. Where its tokens are not told, four characters count as one.
QString ExchangeDetails::pace() const
{
    if (!m_exchange || !m_exchange->timing.firstByte)
        return {};
    const proxy::Exchange &exchange = *m_exchange;
    const bool isTold = exchange.usage.output > 0 && exchange.timing.finished;
    const auto end = exchange.timing.finished.value_or(
        std::chrono::milliseconds(QDateTime::currentMSecsSinceEpoch() - exchange.startedAtMs));
    const double seconds =
        static_cast<double>((end - *exchange.timing.firstByte).count()) / 1'000'000.0;
    const double tokens = isTold ? static_cast<double>(exchange.usage.output)
                                 : static_cast<double>(m_answer->characters()) / 4;
    if (seconds < 0.2 || tokens < 1)
        return {};
    const QString number = QLocale().toString(tokens / seconds, 'f', 0);
    return isTold ? tr("%1 tokens/s").arg(number) : tr("≈ %1 tokens/s").arg(number);
}

bool ExchangeDetails::searchText()
{
    auto *shown = qobject_cast<BodyView *>(m_tabs->currentWidget());
    if (shown == nullptr || !shown->isVisible())
        return false;
    shown->focusSearch();
    return true;
}

void ExchangeDetails::fillSession()
{
    if (!m_exchange || m_tabs->currentWidget() != m_session || !m_turnsOf)
        return;
    m_session->show(m_turnsOf(m_exchange->session), m_exchange->id);
}

void ExchangeDetails::showSession()
{
    m_tabs->setCurrentWidget(m_session);
    fillSession();
}

void ExchangeDetails::stepTurn(int turns)
{
    if (!m_exchange || !m_turnsOf)
        return;
    const std::vector<proxy::Exchange> all = m_turnsOf(m_exchange->session);
    const auto shown = std::find_if(all.begin(), all.end(), [this](const proxy::Exchange &turn) {
        return turn.id == m_exchange->id;
    });
    const auto wanted = shown - all.begin() + turns;
    if (shown != all.end() && wanted >= 0 && wanted < static_cast<std::ptrdiff_t>(all.size()))
        Q_EMIT turnRequested(all[static_cast<size_t>(wanted)].id);
}

void ExchangeDetails::showNothing()
{
    m_exchange.reset();
    m_title->setText(tr("Select a request to see how it was decided."));
    m_verdict->clear();
    m_timeline->clear();
    m_written.clear();
    m_facts->clear();
    m_texts.stop();
    m_request->clear();
    m_answer->clear();
    m_headers->clear();
    m_session->clear();
    m_tabs->setEnabled(false);
    m_buttons->setEnabled(false);
}

void ExchangeDetails::copyAsCurl() const
{
    if (!m_exchange)
        return;
    const BodyText &request = m_texts.bodies().request;
    const bool isWhole = m_texts.id() == m_exchange->id
                         && m_texts.state() == TextsReader::State::Kept && !request.isCut
                         && !request.isUnread;
    QGuiApplication::clipboard()->setText(
        curlText(*m_exchange, m_source.baseUrl(), isWhole ? request.text : QByteArray()));
}

void ExchangeDetails::copyAsJson() const
{
    if (m_exchange)
        QGuiApplication::clipboard()->setText(jsonText(*m_exchange));
}

QString jsonText(const proxy::Exchange &exchange)
{
    QByteArray json;
    proxy::appendExchangeJson(json, exchange);
    return QString::fromUtf8(json);
}

QString curlText(const proxy::Exchange &exchange, const QString &baseUrl, const QByteArray &body)
{
    const auto quoted = [](QString text) {
        return u'\'' + text.replace(u'\'', QStringLiteral("'\\''")) + u'\'';
    };
    QString text = QStringLiteral("curl -N -X %1 %2")
                       .arg(QString::fromUtf8(exchange.method),
                            quoted(baseUrl + QString::fromUtf8(exchange.target)));
    if (exchange.dialect == proxy::Dialect::Anthropic)
        text += QStringLiteral(" -H 'anthropic-version: 2023-06-01'"
                               " -H \"x-api-key: $ANTHROPIC_API_KEY\"");
    else if (exchange.dialect != proxy::Dialect::Other)
        text += QStringLiteral(" -H \"authorization: Bearer $OPENAI_API_KEY\"");
    if (exchange.method != "POST")
        return text;
    text += QStringLiteral(" -H 'content-type: application/json' --data-binary ");
    if (!body.isEmpty())
        return text + quoted(QString::fromUtf8(body));
    QJsonObject similar = QJsonDocument::fromJson(bodyToExplain(exchange)).object();
    similar[QStringLiteral("stream")] = exchange.streaming;
    if (exchange.dialect == proxy::Dialect::Anthropic)
        similar[QStringLiteral("max_tokens")] = kCurlTokens;
    return text + quoted(QString::fromUtf8(QJsonDocument(similar).toJson(QJsonDocument::Compact)));
}

} // namespace ui
