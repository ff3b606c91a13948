// SPDX-License-Identifier: LicenseRef-Private
#include "ui/requests/emptystate.h"

#include "ui/host/proxysource.h"
#include "ui/words/enginetext.h"

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui {

EmptyState::EmptyState(const ProxySource &source, QWidget *parent)
    : QWidget(parent)
    , m_source(source)
    , m_text(new QLabel)
    , m_line(new QLabel)
    , m_copy(new QPushButton(tr("Copy")))
    , m_connect(new QPushButton(tr("Connect an agent…")))
    , m_clearFilter(new QPushButton(tr("Clear the filter")))
    , m_earlier(new QPushButton(tr("Show those of the last day")))
{
    m_text->setWordWrap(true);
    m_text->setAlignment(Qt::AlignCenter);
    m_line->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_line->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_line->setAccessibleName(tr("Setting for agents"));
    auto *layout = new QVBoxLayout(this);
    layout->addStretch();
    layout->addWidget(m_text);
    for (QWidget *widget :
         {static_cast<QWidget *>(m_line), static_cast<QWidget *>(m_copy),
          static_cast<QWidget *>(m_connect), static_cast<QWidget *>(m_clearFilter),
          static_cast<QWidget *>(m_earlier)})
        layout->addWidget(widget, 0, Qt::AlignHCenter);
    layout->addStretch();
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_line->text()); });
    connect(m_connect, &QPushButton::clicked, this, &EmptyState::connectAgentRequested);
    connect(m_clearFilter, &QPushButton::clicked, this, &EmptyState::clearFilterRequested);
    connect(m_earlier, &QPushButton::clicked, this, &EmptyState::earlierRequested);
    connect(&m_source, &ProxySource::statusChanged, this, &EmptyState::write);
    write();
}

void EmptyState::show(Reason reason)
{
    m_reason = reason;
    write();
}

void EmptyState::write()
{
    using proxy::ServiceState;
    const proxy::ServiceStatus &status = m_source.status();
    const bool isServing = status.state != ServiceState::Failed
                           && (status.state != ServiceState::Stopped || status.port == 0);
    const bool isFirst = m_reason == Reason::NoRequests && isServing;
    m_line->setText(QStringLiteral("ANTHROPIC_BASE_URL=") + m_source.baseUrl());
    m_line->setVisible(isFirst);
    m_copy->setVisible(isFirst);
    m_connect->setVisible(isFirst);
    m_clearFilter->setVisible(m_reason == Reason::NoMatch);
    m_earlier->setVisible(m_reason == Reason::Cleared);
    if (m_reason == Reason::NoMatch)
        m_text->setText(tr("No request matches the filter."));
    else if (m_reason == Reason::Cleared)
        m_text->setText(
            tr("The view was cleared. New requests appear here; the request log keeps all."));
    else if (isServing)
        m_text->setText(tr("No request yet. Point an agent at this proxy:"));
    else if (status.failure)
        m_text->setText(tr("The proxy does not run, so no request comes: %1")
                            .arg(engineText(status.failure->detail)));
    else
        m_text->setText(tr("The proxy is stopped, so no request comes."));
}

} // namespace ui
