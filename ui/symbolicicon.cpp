// SPDX-License-Identifier: LicenseRef-Private
#include "ui/symbolicicon.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QSvgRenderer>

namespace ui {

namespace {

/// What the drawings are drawn in.
constexpr QByteArrayView kInk = "#000000";

QColor inkOf(QIcon::Mode mode)
{
    const QPalette palette = QGuiApplication::palette();
    if (mode == QIcon::Selected)
        return palette.color(QPalette::HighlightedText);
    return palette.color(mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active,
                         QPalette::WindowText);
}

class InkedEngine final : public QIconEngine
{
public:
    explicit InkedEngine(QByteArray drawing)
        : m_drawing(std::move(drawing))
    { }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        QByteArray drawing = m_drawing;
        drawing.replace(kInk, inkOf(mode).name().toLatin1());
        QSvgRenderer(drawing).render(painter, rect);
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect({}, size), mode, state);
        return pixmap;
    }
    QIconEngine *clone() const override { return new InkedEngine(m_drawing); }

private:
    QByteArray m_drawing;
};

} // namespace

QIcon symbolicIcon(const QString &name)
{
    QFile file(QStringLiteral(":/llm-proxy/icons/%1.svg").arg(name));
    const bool isThere = file.open(QIODevice::ReadOnly);
    Q_ASSERT(isThere);
    return isThere ? QIcon(new InkedEngine(file.readAll())) : QIcon();
}

} // namespace ui
