# Thin: each target is a script in tools/ that can be read and run by itself.
.PHONY: run build test e2e bench fuzz soak tsan tidy coverage

run: build
	@build/release/sidetone serve --demo $(ARGS)

build:
	@tools/build.sh release sidetone

test:
	@tools/test.sh

# make e2e T=races runs a part.
e2e:
	@tools/e2e.sh $(T)

# make bench P=P1,P8 measures a part of the table of promises.
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
