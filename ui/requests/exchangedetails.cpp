// SPDX-License-Identifier: LicenseRef-Private
#include "ui/requests/exchangedetails.h"

#include "proxy/exchange/exchangejson.h"
#include "ui/host/proxysource.h"
#include "ui/requests/exchangefacts.h"
#include "ui/requests/explaindialog.h"
#include "ui/requests/headersview.h"
#include "ui/requests/timelinebar.h"

#include <QClipboard>
#include <QDateTime>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QTabWidget>
#include <QVBoxLayout>

namespace ui {

namespace {

constexpr int kCurlTokens = 1024;

} // namespace

ExchangeDetails::ExchangeDetails(const ProxySource &source, QWidget *parent)
    : QWidget(parent)
    , m_source(source)
    , m_title(new QLabel)
    , m_timeline(new TimelineBar)
    , m_facts(new QLabel)
    , m_headers(new HeadersView(source))
    , m_tabs(new QTabWidget)
    , m_buttons(new QWidget)
{
    buildHead();
    auto *head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(m_buttons);
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(buildFacts(), tr("Overview"));
    m_tabs->addTab(m_headers, tr("Headers"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->addLayout(head);
    layout->addWidget(m_timeline);
    layout->addWidget(m_tabs, 1);
    showNothing();
}

void ExchangeDetails::buildHead()
{
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto *buttons = new QHBoxLayout(m_buttons);
    buttons->setContentsMargins(0, 0, 0, 0);
    connect(addButton(tr("Copy as c&url")), &QPushButton::clicked, this,
            &ExchangeDetails::copyAsCurl);
    connect(addButton(tr("Copy &JSON")), &QPushButton::clicked, this, &ExchangeDetails::copyAsJson);
    connect(addButton(tr("&Explain again")), &QPushButton::clicked, this, [this] {
        if (m_exchange)
            Q_EMIT explainRequested(*m_exchange);
    });
    connect(addButton(tr("Show in &log")), &QPushButton::clicked, this, [this] {
        if (m_exchange)
            Q_EMIT logRequested(m_exchange->id);
    });
}

QWidget *ExchangeDetails::buildFacts()
{
    m_facts->setTextFormat(Qt::RichText);
    m_facts->setWordWrap(true);
    m_facts->setAlignment(Qt::AlignTop);
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_facts->setAccessibleName(tr("Details"));
    auto *scroll = new QScrollArea;
    scroll->setWidget(m_facts);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    return scroll;
}

QPushButton *ExchangeDetails::addButton(const QString &text)
{
    auto *button = new QPushButton(text);
    m_buttons->layout()->addWidget(button);
    return button;
}

void ExchangeDetails::show(const proxy::Exchange &exchange)
{
    m_exchange = exchange;
    const QString time = QDateTime::fromMSecsSinceEpoch(exchange.startedAtMs)
                             .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz"));
    QStringList parts {QString::fromUtf8(exchange.client), QString::fromUtf8(exchange.clientName),
                       QString::fromUtf8(exchange.project), time,
                       QString::fromUtf8(exchange.method + ' ' + exchange.target)};
    parts.removeAll(QString());
    m_title->setText(parts.join(QStringLiteral(" · ")));
    m_title->setToolTip(m_title->text());
    m_timeline->show(exchange);
    m_facts->setText(exchangeFactsHtml(exchange));
    m_headers->show(exchange.id, exchange.end == proxy::ExchangeEnd::Open);
    m_tabs->setEnabled(true);
    m_buttons->setEnabled(true);
}

void ExchangeDetails::showNothing()
{
    m_exchange.reset();
    m_title->setText(tr("Select a request to see how it was decided."));
    m_timeline->clear();
    m_facts->clear();
    m_headers->clear();
    m_tabs->setEnabled(false);
    m_buttons->setEnabled(false);
}

void ExchangeDetails::copyAsCurl() const
{
    if (m_exchange)
        QGuiApplication::clipboard()->setText(curlText(*m_exchange, m_source.baseUrl()));
}

void ExchangeDetails::copyAsJson() const
{
    if (!m_exchange)
        return;
    QByteArray json;
    proxy::appendExchangeJson(json, *m_exchange);
    QGuiApplication::clipboard()->setText(QString::fromUtf8(json));
}

QString curlText(const proxy::Exchange &exchange, const QString &baseUrl)
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
    if (exchange.method == "POST") {
        QJsonObject body = QJsonDocument::fromJson(bodyToExplain(exchange)).object();
        body[QStringLiteral("stream")] = exchange.streaming;
        if (exchange.dialect == proxy::Dialect::Anthropic)
            body[QStringLiteral("max_tokens")] = kCurlTokens;
        text += QStringLiteral(" -H 'content-type: application/json' -d ")
                + quoted(QString::fromUtf8(QJsonDocument(body).toJson(QJsonDocument::Compact)));
    }
    return text;
}

} // namespace ui
