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
#include <QtMath>

#include <algorithm>
#include <cmath>

namespace ui {

namespace {

/// What the drawings are drawn in.
constexpr QByteArrayView kInk = "#000000";
/// Of an icon's width: how wide its outline is.
constexpr qreal kOutlineShare = 18;
constexpr int kOutlineSteps = 16;

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

/// The drawing with an outline of @p contrast around all that it shows.
QPixmap outlined(const QPixmap &drawing, const QColor &contrast)
{
    QPixmap shadow(drawing.size());
    shadow.fill(contrast);
    QPainter mask(&shadow);
    mask.setCompositionMode(QPainter::CompositionMode_DestinationIn);
    mask.drawPixmap(0, 0, drawing);
    mask.end();
    QPixmap both(drawing.size());
    both.fill(Qt::transparent);
    QPainter painter(&both);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    const qreal width = std::max(1.0, drawing.width() / kOutlineShare);
    for (int turn = 0; turn < kOutlineSteps; ++turn) {
        const qreal angle = turn * 2 * M_PI / kOutlineSteps;
        painter.drawPixmap(QPointF(std::cos(angle) * width, std::sin(angle) * width), shadow);
    }
    painter.drawPixmap(0, 0, drawing);
    return both;
}

class DrawnEngine : public QIconEngine
{
public:
    /// @p outline: an invalid colour: none.
    explicit DrawnEngine(QByteArray drawing, QColor outline = {})
        : m_drawing(std::move(drawing))
        , m_outline(std::move(outline))
    { }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const QSize size = rect.size() * painter->device()->devicePixelRatio();
        painter->drawPixmap(rect, pixmap(size, mode, state));
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override
    {
        QPixmap pixmap = render(m_drawing, size);
        if (m_outline.isValid())
            pixmap = outlined(pixmap, m_outline);
        QStyleOption option;
        option.palette = QApplication::palette();
        return mode == QIcon::Normal
                   ? pixmap
                   : QApplication::style()->generatedIconPixmap(mode, pixmap, &option);
    }
    QIconEngine *clone() const override { return new DrawnEngine(m_drawing, m_outline); }

protected:
    QByteArray m_drawing;

private:
    QColor m_outline;
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

template <typename Engine, typename... More> QIcon iconOf(const QString &name, More... more)
{
    QFile file(QStringLiteral(":/llm-proxy/icons/%1.svg").arg(name));
    const bool isThere = file.open(QIODevice::ReadOnly);
    Q_ASSERT(isThere);
    return isThere ? QIcon(new Engine(file.readAll(), more...)) : QIcon();
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

QIcon outlinedIcon(const QString &name, const QColor &contrast)
{
    return iconOf<DrawnEngine>(name, contrast);
}

} // namespace ui
