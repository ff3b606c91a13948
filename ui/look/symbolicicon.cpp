// SPDX-License-Identifier: LicenseRef-Private
#include "ui/look/symbolicicon.h"

#include <QApplication>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QStyle>
#include <QStyleOption>
#include <QSvgRenderer>

namespace ui {

namespace {

/// What the drawings are drawn in.
constexpr QByteArrayView kInk = "#000000";

QColor inkOf(QIcon::Mode mode)
{
    const QPalette palette = QApplication::palette();
    if (mode == QIcon::Selected)
        return palette.color(QPalette::HighlightedText);
    return palette.color(mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active,
                         QPalette::WindowText);
}

QPixmap render(const QByteArray &drawing, const QSize &size)
{
    QPixmap pixmap(size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    QSvgRenderer(drawing).render(&painter, QRectF({}, size));
    return pixmap;
}

class DrawnEngine : public QIconEngine
{
public:
    explicit DrawnEngine(QByteArray drawing)
        : m_drawing(std::move(drawing))
    { }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const QSize size = rect.size() * painter->device()->devicePixelRatio();
        painter->drawPixmap(rect, pixmap(size, mode, state));
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override
    {
        const QPixmap pixmap = render(m_drawing, size);
        QStyleOption option;
        option.palette = QApplication::palette();
        return mode == QIcon::Normal
                   ? pixmap
                   : QApplication::style()->generatedIconPixmap(mode, pixmap, &option);
    }
    QIconEngine *clone() const override { return new DrawnEngine(m_drawing); }

protected:
    QByteArray m_drawing;
};

class InkedEngine final : public DrawnEngine
{
public:
    using DrawnEngine::DrawnEngine;

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override
    {
        QByteArray drawing = m_drawing;
        drawing.replace(kInk, inkOf(mode).name().toLatin1());
        return render(drawing, size);
    }
    QIconEngine *clone() const override { return new InkedEngine(m_drawing); }
};

template <typename Engine> QIcon iconOf(const QString &name)
{
    QFile file(QStringLiteral(":/llm-proxy/icons/%1.svg").arg(name));
    const bool isThere = file.open(QIODevice::ReadOnly);
    Q_ASSERT(isThere);
    return isThere ? QIcon(new Engine(file.readAll())) : QIcon();
}

} // namespace

QIcon symbolicIcon(const QString &name)
{
    return iconOf<InkedEngine>(name);
}

QIcon drawnIcon(const QString &name)
{
    return iconOf<DrawnEngine>(name);
}

} // namespace ui
