# make run    start the system (PORT, DATABASE_URL, YANZHEN_VAR, YANZHEN_SAMPLE, YANZHEN_DEMO_PASSWORD)
# make test   everything CI runs; make test APP=crm only that app's tests
.PHONY: run test fmt bench

run:
	@exec ./run serve

test:
	@exec ./run test $(if $(APP),APP=$(APP))

fmt:
	@./run test fmt

bench:
	@./run bench $(or $(NAME),--help)
