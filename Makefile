# Thin: each target is a script in tools/ that can be read and run by itself.
.PHONY: run build test bench fuzz soak tsan tidy coverage

run: build
	@build/release/sidetone serve --demo $(ARGS)

build:
	@tools/build.sh release sidetone

test:
	@tools/test.sh

# make bench P=P1,P9 measures a part of the table of promises.
bench:
	@tools/bench.sh $(P)

# make fuzz T=sip_message S=3600 runs one target for an hour.
fuzz:
	@tools/fuzz.sh "$(T)" "$(S)"

soak:
	@tools/soak.sh

tsan:
	@tools/tsan.sh

tidy:
	@tools/tidy.sh

coverage:
	@tools/coverage.sh
