# SPDX-License-Identifier: LicenseRef-Private
# Builds the checkout that it stands in: brew install --HEAD --formula packaging/macos/llm-proxy.rb
# Not tried on a Mac yet. Names of formulae as of 2026-11-30.
class LlmProxy < Formula
  desc "Proxy that sends each task of an agent to the cheapest model that can do it"
  head "file://#{File.expand_path("../..", __dir__)}", using: :git
  license :cannot_represent

  depends_on "cmake" => :build
  depends_on "ninja" => :build
  depends_on "pkgconf" => :build
  depends_on "qttools" => :build
  depends_on "hiredis"
  depends_on "libnghttp2"
  depends_on :macos
  depends_on "qtbase"
  depends_on "qtcharts"
  depends_on "qthttpserver"
  depends_on "qtkeychain"
  depends_on "qtsvg"
  depends_on "simdjson"
  depends_on "tl-expected"
  depends_on "xxhash"
  depends_on "yaml-cpp"
  depends_on "zstd"

  uses_from_macos "zlib"

  def install
    system "cmake", "--preset", "release", "-B", "build/brew", *std_cmake_args
    system "cmake", "--build", "build/brew"
    system "cmake", "--install", "build/brew"
    bin.install_symlink prefix/"llm-proxy.app/Contents/MacOS/llm-proxy"
  end

  def caveats
    <<~EOS
      The window: open #{opt_prefix}/llm-proxy.app
      Without one, from login on: llm-proxy service install
    EOS
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/llm-proxy version") unless build.head?
    system bin/"llm-proxy", "demo"
  end
end
