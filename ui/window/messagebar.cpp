// SPDX-License-Identifier: LicenseRef-Private
#include "ui/window/messagebar.h"

#include "ui/look/symbolicicon.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace ui {

MessageBar::MessageBar(QWidget *parent)
    : QFrame(parent)
    , m_text(new QLabel)
    , m_action(new QPushButton)
    , m_topic(new QLabel)
{
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::AlternateBase);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_topic->setTextFormat(Qt::RichText);
    m_topic->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    m_topic->setOpenExternalLinks(true);
    auto *close = new QToolButton;
    close->setAutoRaise(true);
    close->setIcon(symbolicIcon(QStringLiteral("close")));
    close->setAccessibleName(tr("Close this message"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 3, 3, 3);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_topic);
    layout->addWidget(m_action);
    layout->addWidget(close);
    connect(close, &QToolButton::clicked, this, &MessageBar::clear);
    connect(m_action, &QPushButton::clicked, this, &MessageBar::actionRequested);
    hide();
}

void MessageBar::say(const QString &text, const QString &action, const QUrl &topic)
{
    m_text->setText(text);
    m_topic->setText(topic.isEmpty() ? QString()
                                     : QStringLiteral("<a href='%1'>%2</a>")
                                           .arg(QString::fromLatin1(topic.toEncoded()),
                                                tr("What is this?").toHtmlEscaped()));
    m_topic->setVisible(!topic.isEmpty());
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
    show();
}

void MessageBar::clear()
{
    hide();
}

} // namespace ui
