// SPDX-License-Identifier: LicenseRef-Private
// What the classifier on this machine costs for texts of several sizes. Not a test: prints CPU
// time.
#include "proxy/classify/localclassifier.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <vector>

namespace {

double micros()
{
    timespec now {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e6 + double(now.tv_nsec) / 1e3;
}

double quantile(std::vector<double> &values, double part)
{
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(part * double(values.size() - 1));
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

/// Different words, as a person and a log have them.
QByteArray textOf(qsizetype bytes, bool isChinese)
{
    QByteArray text;
    quint32 state = 1;
    while (text.size() < bytes) {
        state = state * 1664525U + 1013904223U;
        if (isChinese)
            text += QString(QChar(char16_t(0x4E00 + (state >> 8U) % 5000))).toUtf8();
        else
            text += "the worker" + QByteArray::number(state >> 20U, 36) + " fails in main.cpp, ";
    }
    return text.first(bytes);
}

void measure(const proxy::LocalClassifier &classifier, qsizetype bytes, bool isChinese)
{
    const QByteArray text = textOf(bytes, isChinese);
    std::vector<double> took;
    int sum = 0;
    for (int round = 0; round < 2000; ++round) {
        const double begin = micros();
        sum += classifier.verdict({.text = text}).score;
        took.push_back(micros() - begin);
    }
    std::printf("%6lld bytes, %-7s median %6.1f us, p99 %6.1f us (score %d)\n",
                static_cast<long long>(bytes), isChinese ? "chinese" : "english",
                quantile(took, 0.5), quantile(took, 0.99), sum / 2000);
}

} // namespace

int main()
{
    const auto classifier = proxy::LocalClassifier::builtIn();
    for (const qsizetype bytes : {50, 500, 8 * 1024, 24'000, 1024 * 1024}) {
        measure(classifier, bytes, false);
        measure(classifier, bytes, true);
    }
    return 0;
}
