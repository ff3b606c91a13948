// SPDX-License-Identifier: LicenseRef-Private
#include "ui/exchangedetails.h"

#include "proxy/exchangejson.h"
#include "ui/exchangefacts.h"
#include "ui/timelinebar.h"

#include <QClipboard>
#include <QDateTime>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace ui {

ExchangeDetails::ExchangeDetails(QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel)
    , m_timeline(new TimelineBar)
    , m_facts(new QLabel)
    , m_buttons(new QWidget)
{
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
    auto *head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(m_buttons);
    auto *scroll = new QScrollArea;
    scroll->setWidget(m_facts);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->addLayout(head);
    layout->addWidget(m_timeline);
    layout->addWidget(scroll, 1);
    m_facts->setTextFormat(Qt::RichText);
    m_facts->setWordWrap(true);
    m_facts->setAlignment(Qt::AlignTop);
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_facts->setAccessibleName(tr("Details"));
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    showNothing();
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
    QStringList parts {QString::fromUtf8(exchange.client), QString::fromUtf8(exchange.project),
                       time, QString::fromUtf8(exchange.method + ' ' + exchange.target)};
    parts.removeAll(QString());
    m_title->setText(parts.join(QStringLiteral(" · ")));
    m_title->setToolTip(m_title->text());
    m_timeline->show(exchange);
    m_facts->setText(exchangeFactsHtml(exchange));
    m_buttons->setEnabled(true);
}

void ExchangeDetails::showNothing()
{
    m_exchange.reset();
    m_title->setText(tr("Select a request to see how it was decided."));
    m_timeline->clear();
    m_facts->clear();
    m_buttons->setEnabled(false);
}

void ExchangeDetails::copyAsCurl() const
{
    if (m_exchange)
        QGuiApplication::clipboard()->setText(curlText(*m_exchange, m_baseUrl));
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
    QString text =
        QStringLiteral("curl -N -X %1 '%2%3'")
            .arg(QString::fromUtf8(exchange.method), baseUrl,
                 QString::fromUtf8(exchange.target).replace(u'\'', QStringLiteral("'\\''")));
    if (exchange.method == "POST")
        text += QStringLiteral(" -H 'content-type: application/json' -d @body.json");
    return text;
}

} // namespace ui
