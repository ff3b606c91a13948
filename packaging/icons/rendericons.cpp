// SPDX-License-Identifier: LicenseRef-Private
// render-icons <svg> <folder> <size>...: writes <folder>/<size>.png and <folder>/llm-proxy.ico.
#include <QBuffer>
#include <QCoreApplication>
#include <QDir>
#include <QImage>
#include <QPainter>
#include <QSaveFile>
#include <QSvgRenderer>
#include <QtEndian>
#include <QTextStream>

#include <cstdio>

namespace {

constexpr int kLargestInIco = 256;

struct Picture
{
    int size = 0;
    QByteArray png;
};

QByteArray render(QSvgRenderer &drawing, int size)
{
    QImage image(size, size, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    drawing.render(&painter);
    painter.end();
    QBuffer png;
    png.open(QIODevice::WriteOnly);
    image.save(&png, "PNG");
    return png.data();
}

template <typename Number> void append(QByteArray &bytes, Number number)
{
    const Number little = qToLittleEndian(number);
    bytes.append(reinterpret_cast<const char *>(&little), sizeof little);
}

/// The icon format since Windows Vista: a table of contents, then whole PNGs.
QByteArray icoOf(const QList<Picture> &pictures)
{
    QByteArray table;
    QByteArray contents;
    const auto headSize = static_cast<quint32>(6 + 16 * pictures.size());
    append<quint16>(table, 0);
    append<quint16>(table, 1);
    append<quint16>(table, static_cast<quint16>(pictures.size()));
    for (const Picture &picture : pictures) {
        // 256 is written as 0.
        append<quint8>(table, static_cast<quint8>(picture.size));
        append<quint8>(table, static_cast<quint8>(picture.size));
        append<quint16>(table, 0);
        append<quint16>(table, 1);
        append<quint16>(table, 32);
        append<quint32>(table, static_cast<quint32>(picture.png.size()));
        append<quint32>(table, headSize + static_cast<quint32>(contents.size()));
        contents += picture.png;
    }
    return table + contents;
}

bool write(const QString &path, const QByteArray &bytes)
{
    QSaveFile file(path);
    if (!bytes.isEmpty() && file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size()
        && file.commit())
        return true;
    QTextStream(stderr) << path << ": " << file.errorString() << '\n';
    return false;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() < 4)
        return 64;
    QSvgRenderer drawing(arguments[1]);
    const QDir folder(arguments[2]);
    if (!drawing.isValid() || !QDir().mkpath(folder.path()))
        return 1;
    QList<Picture> inIco;
    for (const QString &argument : arguments.mid(3)) {
        const int size = argument.toInt();
        if (size < 1)
            return 64;
        const QByteArray png = render(drawing, size);
        if (!write(folder.filePath(argument + QStringLiteral(".png")), png))
            return 1;
        if (size <= kLargestInIco)
            inIco.append({size, png});
    }
    return write(folder.filePath(QStringLiteral("llm-proxy.ico")), icoOf(inIco)) ? 0 : 1;
}
