// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/json/tokenscan.h"

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

#include <array>
#include <bit>
#include <cstring>
#include <utility>

// Functions that are compiled for AVX2 whatever the rest is compiled for.
#define LLMPROXY_AVX2 __attribute__((target("avx2,bmi,pclmul")))

namespace proxy {

namespace {

constexpr size_t kBlock = 64;

/// 64 bytes of the text. Masks have one bit for each of them.
struct Block
{
    __m256i low;
    __m256i high;
};

LLMPROXY_AVX2 inline Block blockAt(const char *bytes)
{
    return {_mm256_loadu_si256(reinterpret_cast<const __m256i *>(bytes)),
            _mm256_loadu_si256(reinterpret_cast<const __m256i *>(bytes + kBlock / 2))};
}

LLMPROXY_AVX2 inline quint64 mask(__m256i low, __m256i high)
{
    return static_cast<quint32>(_mm256_movemask_epi8(low))
           | static_cast<quint64>(static_cast<quint32>(_mm256_movemask_epi8(high))) << (kBlock / 2);
}

LLMPROXY_AVX2 inline quint64 where(const Block &block, char byte)
{
    const __m256i wanted = _mm256_set1_epi8(byte);
    return mask(_mm256_cmpeq_epi8(block.low, wanted), _mm256_cmpeq_epi8(block.high, wanted));
}

LLMPROXY_AVX2 inline quint64 controls(const Block &block)
{
    const __m256i last = _mm256_set1_epi8(0x1f);
    return mask(_mm256_cmpeq_epi8(_mm256_min_epu8(block.low, last), block.low),
                _mm256_cmpeq_epi8(_mm256_min_epu8(block.high, last), block.high));
}

/// Bytes that are what @p table has in the place of their low half.
LLMPROXY_AVX2 inline quint64 looked(const Block &block, __m256i table, __m256i ignored)
{
    return mask(_mm256_cmpeq_epi8(_mm256_shuffle_epi8(table, block.low),
                                  _mm256_or_si256(block.low, ignored)),
                _mm256_cmpeq_epi8(_mm256_shuffle_epi8(table, block.high),
                                  _mm256_or_si256(block.high, ignored)));
}

LLMPROXY_AVX2 inline quint64 whiteSpace(const Block &block)
{
    const __m256i table = _mm256_setr_epi8(
        ' ', 100, 100, 100, 17, 100, 113, 2, 100, '\t', '\n', 112, 100, '\r', 100, 100, //
        ' ', 100, 100, 100, 17, 100, 113, 2, 100, '\t', '\n', 112, 100, '\r', 100, 100);
    return looked(block, table, _mm256_setzero_si256());
}

/// { } [ ] : and , where the bit apart between { and [ is ignored.
LLMPROXY_AVX2 inline quint64 separators(const Block &block)
{
    const __m256i table =
        _mm256_setr_epi8(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ':', '{', ',', '}', 0, 0, //
                         0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ':', '{', ',', '}', 0, 0);
    return looked(block, table, _mm256_set1_epi8(0x20));
}

/// Each bit: whether an odd number of bits is set up to it. That is a product without carries.
LLMPROXY_AVX2 inline quint64 oddUpTo(quint64 bits)
{
    const __m128i sums =
        _mm_clmulepi64_si128(_mm_cvtsi64_si128(static_cast<qint64>(bits)), _mm_set1_epi8(-1), 0);
    return static_cast<quint64>(_mm_cvtsi128_si64(sums));
}

class Scan final
{
public:
    explicit Scan(quint32 *starts)
        : m_begin(starts)
        , m_next(starts)
    { }

    LLMPROXY_AVX2 inline void add(const char *bytes, size_t at)
    {
        const Block block = blockAt(bytes);
        const quint64 quotes = where(block, '"') & ~escaped(where(block, '\\'));
        if (quotes == 0 && m_isInString)
            m_controls |= controls(block);
        else
            addMixed(block, quotes, at);
    }
    [[nodiscard]] LLMPROXY_AVX2 inline std::optional<size_t> result() const
    {
        if (m_isInString || m_controls != 0 || m_next == m_begin)
            return std::nullopt;
        return static_cast<size_t>(m_next - m_begin);
    }

private:
    /// A block with something outside strings.
    LLMPROXY_AVX2 inline void addMixed(const Block &block, quint64 quotes, size_t at)
    {
        const quint64 inside = oddUpTo(quotes) ^ (m_isInString ? ~quint64(0) : 0);
        m_isInString = inside >> (kBlock - 1) != 0;
        m_controls |= controls(block) & inside;
        const quint64 separate = separators(block);
        const quint64 other = ~(separate | whiteSpace(block));
        const quint64 unquoted = other & ~quotes;
        const quint64 begins = other & ~(unquoted << 1 | (m_endsInWord ? 1 : 0));
        m_endsInWord = unquoted >> (kBlock - 1) != 0;
        // The closing quote belongs to the string, the opening one begins it.
        for (quint64 left = (separate | begins) & ~(inside ^ quotes); left != 0; left &= left - 1)
            *m_next++ = static_cast<quint32>(at + static_cast<size_t>(std::countr_zero(left)));
    }
    /// The bytes that a backslash escapes.
    LLMPROXY_AVX2 inline quint64 escaped(quint64 backslashes)
    {
        if (backslashes == 0)
            return std::exchange(m_escapesNext, 0);
        constexpr quint64 kOdd = 0xaaaaaaaaaaaaaaaa;
        // A run of backslashes that begins at an even place changes the odd places, and the other
        // way round; the subtraction carries from where a run begins to behind its end.
        const quint64 runs = backslashes & ~m_escapesNext;
        const quint64 ends = ((runs << 1 | kOdd) - runs) ^ kOdd;
        const quint64 escapes = ends & backslashes;
        return ends ^ (backslashes | std::exchange(m_escapesNext, escapes >> (kBlock - 1)));
    }

    quint32 *m_begin;
    quint32 *m_next;
    quint64 m_controls = 0; ///< not 0: there is a control character in a string
    quint64 m_escapesNext = 0; ///< 1: the last byte is a backslash that escapes the next one
    bool m_isInString = false;
    bool m_endsInWord = false; ///< in something that is no string, separator or white space
};

} // namespace

bool canFindTokens()
{
    static const bool can = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi")
                            && __builtin_cpu_supports("pclmul");
    return can;
}

LLMPROXY_AVX2 std::optional<size_t> findTokens(QByteArrayView text, quint32 *starts)
{
    Scan scan(starts);
    const auto size = static_cast<size_t>(text.size());
    size_t at = 0;
    for (; size - at >= kBlock; at += kBlock)
        scan.add(text.data() + at, at);
    std::array<char, kBlock> rest;
    rest.fill(' ');
    if (size > at)
        std::memcpy(rest.data(), text.data() + at, size - at);
    scan.add(rest.data(), at);
    return scan.result();
}

} // namespace proxy

#else

namespace proxy {

bool canFindTokens()
{
    return false;
}

std::optional<size_t> findTokens(QByteArrayView, quint32 *)
{
    return std::nullopt;
}

} // namespace proxy

#endif
